// The model of the page: which things there are, and what is known of each. It follows the broker; it
// never says what it only hopes.
import { entitiesOf, entitiesIn, template, command, pythonText, isTopic } from './discovery.js';
import { Refusal, MqttError } from './mqtt.js';
import { compare } from './ui.js';

const MAX_ENTITIES = 2000;
const CHANGES_KEPT = 20;
const SETTLED_MILLIS = 3000;
const COMMAND_MILLIS = 10_000;

/** Tells who listens that something has changed, once for many changes. */
export class Source {
  constructor() {
    this.listeners = new Set();
  }

  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed() {
    if (this.later) return;
    this.later = setTimeout(() => {
      this.later = null;
      this.listeners.forEach((listener) => listener());
    }, 16);
  }
}

const TEMPLATES = { // topic key -> the key of its template
  state_topic: ['value_template', 'state_value_template'],
  brightness_state_topic: ['brightness_value_template'],
  percentage_state_topic: ['percentage_value_template'],
  mode_state_topic: ['mode_state_template'],
  temperature_state_topic: ['temperature_state_template'],
  current_temperature_topic: ['current_temperature_template'],
  action_topic: ['action_template'],
  position_topic: ['position_template'],
};

/** One entity and what is known of it. */
export class Thing extends Source {
  constructor(entity, home) {
    super();
    Object.assign(this, entity);
    this.home = home;
    this.values = new Map(); // topic -> { text, at, live, fresh }
    this.changes = [];
    this.busy = false;
    this.alert = '';
    this.renders = new Map();
    for (const [key, templates] of Object.entries(TEMPLATES)) {
      if (!isTopic(this.config[key])) continue;
      const source = templates.map((name) => this.config[name]).find((each) => each !== undefined);
      this.renders.set(key, template(source));
    }
    this.isJsonLight = this.platform === 'light' && this.config.schema === 'json';
    this.unwatch = this.topics().map((topic) => home.client.watch(topic, (message) => this.heard(topic, message)));
  }

  topics() {
    const own = [...this.renders.keys()].map((key) => this.config[key]);
    const about = this.base ? ['problem', 'changed'].map((word) => `${this.base}/${word}`) : [];
    return [...new Set([...own, ...this.availability.map(({ topic }) => topic), ...about])];
  }

  commandTopics() {
    return [...new Set(Object.keys(this.config).filter((key) => key.endsWith('command_topic') || key === 'set_position_topic')
      .map((key) => this.config[key]).filter(isTopic))];
  }

  heard(topic, { text, retain }) {
    const before = this.values.get(topic);
    this.values.set(topic, { text, at: new Date(), live: !retain, fresh: true });
    if (topic === this.config.state_topic && !retain && before?.text !== text) this.remember(text);
    if (this.renders.has(this.keyOf(topic))) this.stopWaiting();
    this.changed();
  }

  keyOf(topic) {
    return [...this.renders.keys()].find((key) => this.config[key] === topic);
  }

  remember(text) {
    this.changes.unshift({ at: new Date(), text });
    this.changes.length = Math.min(this.changes.length, CHANGES_KEPT);
  }

  forget() {
    this.unwatch.forEach((end) => end());
    clearTimeout(this.late);
  }

  /** The value behind a topic key, through its template; undefined where nothing is known. */
  value(key) {
    const render = this.renders.get(key);
    const value = this.values.get(this.config[key]);
    return value && render ? render(value.text) : undefined;
  }

  at(key) {
    return this.values.get(this.config[key]);
  }

  raw() {
    return this.values.get(this.config.state_topic)?.text;
  }

  get isUnsupported() {
    return [...this.renders.values()].includes(null) || !SUPPORTED.has(this.platform)
      || (this.platform === 'light' && this.config.schema === 'template');
  }

  /** What the recorder calls its state: a topic, and of a JSON object the field of it. */
  get recorded() {
    const { state_topic: topic, value_template: source } = this.config;
    const [, field] = /^\s*\{\{\s*value_json\.(\w+)\s*[|}]/.exec(source) ?? [];
    return typeof topic !== 'string' ? undefined : field ? `${topic}/$${field}` : topic;
  }

  /** true, false, or undefined while that is not known. */
  get isAvailable() {
    if (this.availability.length === 0) return true;
    const each = this.availability.map(({ topic, available, render }) => {
      const value = this.values.get(topic);
      if (this.ours && value && topic.endsWith('/last_seen')) return !isLost(value);
      return value && render ? render(value.text) === available : undefined;
    });
    const mode = this.config.availability_mode || 'latest';
    if (mode === 'all') return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
    if (mode === 'any') return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
    const latest = this.availability.map(({ topic }) => this.values.get(topic)).filter(Boolean).sort((a, b) => b.at - a.at)[0];
    return latest ? each[this.availability.findIndex(({ topic }) => this.values.get(topic) === latest)] : undefined;
  }

  get isSimulated() {
    return this.ours && this.availability.some(({ topic }) => this.values.get(topic)?.text === 'simulated');
  }

  get problem() {
    return this.base ? this.values.get(this.base + '/problem')?.text || '' : '';
  }

  /** What the device says of its last change: { time, state, by }, or null. */
  get lastChange() {
    try {
      const change = JSON.parse(this.values.get(this.base + '/changed')?.text ?? 'null');
      return change !== null && typeof change === 'object'
        ? Object.fromEntries(Object.entries(change).filter(([, value]) => typeof value !== 'object')) : null;
    } catch {
      return null;
    }
  }

  /** Since when the state is what it is, where that is known. */
  get since() {
    const told = new Date(this.lastChange?.time ?? NaN);
    if (!Number.isNaN(told.getTime())) return told;
    return this.changes[0]?.at ?? null;
  }

  /** Whether the value is older than its device says it may be. */
  get isOld() {
    const value = this.at('state_topic');
    const expires = Number(this.config.expire_after);
    return Boolean(value && expires > 0 && Date.now() - value.at.getTime() > expires * 1000);
  }

  get json() {
    try {
      const json = JSON.parse(this.raw() ?? 'null');
      return json !== null && typeof json === 'object' ? json : {};
    } catch {
      return {};
    }
  }

  /** true, false, or undefined where it is not known. */
  get isOn() {
    const state = this.isJsonLight ? this.json.state : this.value('state_topic');
    if (state === undefined || state === null) return undefined;
    const on = pythonText(this.config.state_on ?? this.config.payload_on ?? 'ON');
    const off = pythonText(this.config.state_off ?? this.config.payload_off ?? 'OFF');
    return pythonText(state) === on ? true : pythonText(state) === off ? false : undefined;
  }

  /** The level of a dimmed light or a fan: { value, max, key }, or null where it has none. */
  get level() {
    if (this.isJsonLight) {
      const modes = this.config.supported_color_modes;
      const dims = this.config.brightness === true || (Array.isArray(modes) && modes.some((mode) => mode !== 'onoff'));
      return dims ? { value: Number(this.json.brightness), max: Number(this.config.brightness_scale) || 255, key: 'brightness' } : null;
    }
    const key = { light: 'brightness', fan: 'percentage' }[this.platform];
    if (!key || !isTopic(this.config[key + '_command_topic'])) return null;
    const max = Number(key === 'brightness' ? this.config.brightness_scale ?? 255 : this.config.speed_range_max ?? 100) || 100;
    return { value: Number(this.value(key + '_state_topic')), max, key };
  }

  switchTo(on) {
    const payload = on ? this.config.payload_on ?? 'ON' : this.config.payload_off ?? 'OFF';
    if (this.isJsonLight) return this.send('command_topic', JSON.stringify({ state: on ? 'ON' : 'OFF' }));
    return this.send('command_topic', payload, 'command_template');
  }

  setLevel(value) {
    if (this.isJsonLight) {
      return this.send('command_topic', JSON.stringify(value > 0 ? { state: 'ON', brightness: value } : { state: 'OFF' }));
    }
    const { key } = this.level;
    return this.send(key + '_command_topic', value, key + '_command_template');
  }

  /**
   * Sends a command, and says `busy` until the device answers or its state comes. What it refuses, or
   * that nobody answers, stands in `alert`.
   */
  async send(topicKey, payload, templateKey) {
    const topic = this.config[topicKey];
    const text = command(this.config[templateKey], payload);
    if (!isTopic(topic) || text === null) return;
    this.busy = true;
    this.alert = '';
    this.changed();
    const mine = (this.sent = Symbol('command'));
    try {
      if (this.ours) {
        await this.askOurs(topic, text);
        if (this.sent === mine) this.stopWaiting();
      } else {
        const code = await this.home.client.publish(topic, text, { retain: this.config.retain === true, expiry: 10 });
        if (code === 0x10) throw new Refusal(0x10);
        this.waitForState();
      }
    } catch (e) {
      if (this.sent === mine) this.refused(e);
    }
  }

  async askOurs(topic, text) {
    const answer = await this.home.client.request(topic, text, COMMAND_MILLIS);
    if (answer === null) return;
    const { result, reason } = JSON.parse(answer);
    if (result !== 'accepted') throw new Refusal(-1, typeof reason === 'string' ? reason : String(result));
  }

  waitForState() {
    clearTimeout(this.late);
    if (this.renders.size === 0) this.stopWaiting();
    else if (this.busy) this.late = setTimeout(() => this.refused(new MqttError('no answer')), COMMAND_MILLIS);
  }

  stopWaiting() {
    clearTimeout(this.late);
    if (!this.busy) return;
    this.busy = false;
    this.changed();
  }

  refused(error) {
    clearTimeout(this.late);
    this.busy = false;
    this.alert = this.home.say(error);
    this.changed();
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      this.alert = '';
      this.changed();
    }, 12_000);
  }
}

/**
 * Whether a device that says again and again when it was there has not done so for too long: a cluster
 * loses Wills. What comes live came now, whatever the clock of the device shows.
 */
function isLost({ text, at, live }) {
  try {
    const { time, every } = JSON.parse(text);
    const seen = live ? at : Math.min(at, new Date(time));
    return Date.now() - seen > 2000 * every;
  } catch {
    return false;
  }
}

const SUPPORTED = new Set(['sensor', 'binary_sensor', 'light', 'switch', 'fan', 'climate', 'event', 'button',
  'number', 'select', 'cover', 'lock']);

/** All things, their order, and who is logged in. */
export class Home extends Source {
  /** @param say makes a sentence of an error, in the reader's language */
  constructor(client, say) {
    super();
    this.client = client;
    this.say = say;
    this.things = new Map();
    this.told = new Map(); // discovery topic -> ids
    this.me = null;
    this.layout = { order: [], hidden: [], rooms: [] };
    this.isSettled = false;
    this.refusedFilters = 0;
    this.asking = 0;
    this.inLine = [];
    this.unanswered = 0;
    // What is said a minute ago grows old without a message.
    this.ticking = setInterval(() => this.things.forEach((thing) => thing.changed()), 30_000);
  }

  /** Begins to listen; the client brings it all back after a lost connection. */
  start() {
    const refused = (code) => {
      if (code >= 0x80) this.refusedFilters++;
      this.changed();
    };
    for (const filter of ['homeassistant/+/+/config', 'homeassistant/+/+/+/config']) {
      this.client.watch(filter, ({ topic, text }) => this.announced(topic, text), refused);
    }
    this.client.watch('$SYS/broker/panel/things', ({ topic, text }) => this.announcedByHearth(topic, text));
    this.client.watch('$SYS/broker/panel/me', ({ text }) => this.login(text));
  }

  /** After each CONNACK: what is not told again within a few seconds is gone. */
  connected() {
    this.refusedFilters = 0;
    this.unanswered = 0;
    this.watchLayout();
    this.things.forEach((thing) => thing.values.forEach((value) => (value.fresh = false)));
    const stale = new Set(this.told.keys());
    this.fresh = stale;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      stale.forEach((topic) => this.replace(topic, []));
      this.things.forEach((thing) => {
        for (const [topic, value] of thing.values) if (!value.fresh) thing.values.delete(topic);
        thing.changed();
      });
      this.isSettled = true;
      this.changed();
    }, SETTLED_MILLIS);
    this.changed();
  }

  login(text) {
    try {
      const me = JSON.parse(text);
      if (me === null || typeof me !== 'object') return;
      if (this.me && this.me.version !== me.version) this.isUpdated = true;
      const isNew = this.me?.user !== me.user || !this.me;
      this.me = me;
      if (isNew) this.watchLayout();
    } catch {
      return;
    }
    this.changed();
  }

  /** Who this is; until the broker has said so, who logged in. */
  get user() {
    return this.me ? this.me.user : this.client.login?.username;
  }

  get layoutTopic() {
    const { user } = this;
    if (typeof user !== 'string' || user === '') return null;
    return `panel/${user.replace(/[%+#/]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase())}/layout`;
  }

  watchLayout() {
    if (this.watchedLayout === this.layoutTopic) return;
    this.watchedLayout = this.layoutTopic;
    this.unwatchLayout?.();
    this.unwatchLayout = null;
    if (this.layoutTopic) this.unwatchLayout = this.client.watch(this.layoutTopic, ({ text }) => this.arranged(text));
  }

  arranged(text) {
    let told = {};
    try {
      told = JSON.parse(text || '{}') ?? {};
    } catch { /* as if there were none */ }
    const texts = (list) => (Array.isArray(list) ? list.filter((each) => typeof each === 'string').slice(0, MAX_ENTITIES) : []);
    this.layout = { order: texts(told.order), hidden: texts(told.hidden), rooms: texts(told.rooms) };
    this.changed();
  }

  /** Keeps an arrangement at the broker; it shows what the broker then says. */
  arrange(layout) {
    this.layout = layout;
    this.changed();
    if (!this.layoutTopic) return Promise.resolve();
    return this.client.publish(this.layoutTopic, JSON.stringify(layout), { retain: true });
  }

  announced(topic, text) {
    this.fresh?.delete(topic);
    this.replace(topic, text === '' ? [] : entitiesOf(topic, text));
  }

  announcedByHearth(topic, text) {
    this.fresh?.delete(topic);
    let message = null;
    try {
      message = JSON.parse(text);
    } catch { /* none */ }
    this.replace(topic, message === null || typeof message !== 'object' ? [] : entitiesIn(message, topic));
  }

  replace(topic, entities) {
    const ids = new Set();
    for (const entity of entities) {
      const there = this.things.get(entity.id);
      // Two messages may tell of the same entity; the first has it.
      if (there && there.toldBy !== topic) continue;
      if (!there && this.things.size >= MAX_ENTITIES) break;
      ids.add(entity.id);
      const form = JSON.stringify(entity);
      if (there?.form === form) continue;
      there?.forget();
      const thing = new Thing(entity, this);
      thing.toldBy = topic;
      thing.form = form;
      this.things.set(entity.id, thing);
    }
    for (const id of this.told.get(topic) || []) {
      if (ids.has(id)) continue;
      this.things.get(id)?.forget();
      this.things.delete(id);
    }
    if (ids.size > 0) this.told.set(topic, ids);
    else this.told.delete(topic);
    this.changed();
  }

  /**
   * What was, as the recorder tells it; null where there is none. Two questions at a time, so that the
   * broker has breath for others.
   *
   * @param span hour, day, week, month or year
   */
  async history(span, topic) {
    // A broker without a recorder is silent: three silences are enough of an answer.
    if (this.unanswered >= 3) return null;
    while (this.asking >= 2) await new Promise((resolve) => this.inLine.push(resolve));
    this.asking++;
    try {
      const { text } = await this.client.once(`$SYS/broker/history/${span}/${topic}`, 5000);
      this.unanswered = 0;
      const answer = JSON.parse(text);
      return answer !== null && typeof answer === 'object' ? answer : null;
    } catch (e) {
      if (e.message === 'no answer') this.unanswered++;
      return null;
    } finally {
      setTimeout(() => {
        this.asking--;
        this.inLine.shift()?.();
      }, 250);
    }
  }

  /** Rooms with their things, in the order of this user: [{ name, things, diagnostics, hidden }]. */
  rooms() {
    const place = (list) => {
      const places = new Map(list.map((id, i) => [id, i]));
      return (id) => places.get(id) ?? Infinity;
    };
    const thingPlace = place(this.layout.order), roomPlace = place(this.layout.rooms);
    const hidden = new Set(this.layout.hidden);
    const rooms = new Map();
    const counts = new Map();
    for (const { device, isDiagnostic } of this.things.values()) counts.set(device.id, (counts.get(device.id) ?? 0) + (isDiagnostic ? 0 : 1));
    for (const thing of this.things.values()) {
      const { device } = thing;
      // A device of one thing is no room of its own.
      const name = device.room || (thing.ours || counts.get(device.id) > 1 ? device.name : '');
      if (!rooms.has(name)) rooms.set(name, { name, things: [], diagnostics: [], hidden: [] });
      const room = rooms.get(name);
      (hidden.has(thing.id) ? room.hidden : thing.isDiagnostic ? room.diagnostics : room.things).push(thing);
    }
    const order = (a, b) => (a === b ? 0 : a < b ? -1 : 1);
    for (const room of rooms.values()) {
      for (const list of [room.things, room.diagnostics]) {
        // Within a device its own order counts, which is that of the map.
        list.sort((a, b) => order(thingPlace(a.id), thingPlace(b.id)) || (a.device.id === b.device.id ? 0 : compare(a.device.name, b.device.name)));
      }
    }
    return [...rooms.values()].sort((a, b) => order(roomPlace(a.name), roomPlace(b.name)) || order(a.name === '', b.name === '') || compare(a.name, b.name));
  }

  end() {
    clearInterval(this.ticking);
    clearTimeout(this.settling);
    this.things.forEach((thing) => thing.forget());
  }
}
