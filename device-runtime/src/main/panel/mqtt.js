// An MQTT 5.0 client of its own over WebSocket: QoS 0 and 1, answers to requests, subscriptions that
// come back with the connection. It trusts nothing that comes in: a packet that breaks the
// specification ends the connection, and one that is too long is never gathered.

const CONNECT = 1, CONNACK = 2, PUBLISH = 3, PUBACK = 4, SUBSCRIBE = 8, SUBACK = 9,
  UNSUBSCRIBE = 10, UNSUBACK = 11, PINGREQ = 12, PINGRESP = 13, DISCONNECT = 14;

/** The largest packet that is taken, in bytes; the broker is told so in CONNECT. */
export const MAX_PACKET = 4 * 1024 * 1024;
const KEEP_ALIVE_SECONDS = 60;
const ANSWER_MILLIS = 10_000;
const FILTERS_A_PACKET = 64;

/** Reason Codes after which another attempt with the same login is of no use. */
const LOGIN_REFUSED = new Set([0x84, 0x86, 0x87, 0x8a, 0x8c]);

/** The other side broke the specification, or a limit. */
export class MqttError extends Error {}

/** The broker said no: `code` is its Reason Code, `message` its Reason String, where there was one. */
export class Refusal extends Error {
  constructor(code, reason) {
    super(reason || '');
    this.code = code;
  }
}

// Properties, [MQTT 5.0, table 2-4]: identifier -> type, and in which packets they may come in.
const CHANNEL = [CONNACK, DISCONNECT], ACKS = [PUBACK, SUBACK, UNSUBACK];
const PROPERTIES = {
  0x01: ['byte', [PUBLISH]], 0x02: ['four', [PUBLISH]], 0x03: ['text', [PUBLISH]],
  0x08: ['text', [PUBLISH]], 0x09: ['binary', [PUBLISH]], 0x0b: ['length', [PUBLISH]],
  0x11: ['four', CHANNEL], 0x12: ['text', [CONNACK]], 0x13: ['two', [CONNACK]],
  0x15: ['text', [CONNACK]], 0x16: ['binary', [CONNACK]], 0x1a: ['text', [CONNACK]],
  0x1c: ['text', CHANNEL], 0x1f: ['text', [...CHANNEL, ...ACKS]], 0x21: ['two', [CONNACK]],
  0x22: ['two', [CONNACK]], 0x23: ['two', [PUBLISH]], 0x24: ['byte', [CONNACK]],
  0x25: ['byte', [CONNACK]], 0x26: ['pair', [...CHANNEL, ...ACKS, PUBLISH]], 0x27: ['four', [CONNACK]],
  0x28: ['byte', [CONNACK]], 0x29: ['byte', [CONNACK]], 0x2a: ['byte', [CONNACK]],
};
const ASSIGNED_CLIENT_ID = 0x12, SERVER_KEEP_ALIVE = 0x13, REASON_STRING = 0x1f,
  RECEIVE_MAXIMUM = 0x21, TOPIC_ALIAS = 0x23, CORRELATION_DATA = 0x09;

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const looseText = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Reads the fields of one packet, and never beyond its end. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  take(count) {
    if (count > this.left) throw new MqttError('a packet ends within a field');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte() {
    return this.take(1)[0];
  }

  two() {
    const [high, low] = this.take(2);
    return high * 256 + low;
  }

  four() {
    return this.two() * 65536 + this.two();
  }

  /** A Variable Byte Integer in its shortest form [MQTT-1.5.5-1]. */
  length() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (byte === 0 && factor > 1) throw new MqttError('a length is longer than it need be');
        return value;
      }
      if (factor === 128 ** 3) throw new MqttError('a length has more than four bytes');
    }
  }

  binary() {
    return this.take(this.two());
  }

  text() {
    let text;
    try {
      text = strictText.decode(this.binary());
    } catch (e) {
      if (e instanceof MqttError) throw e;
      throw new MqttError('a text is not UTF-8'); // [MQTT-1.5.4-1]
    }
    if (text.includes('\0')) throw new MqttError('a text contains U+0000'); // [MQTT-1.5.4-2]
    return text;
  }

  pair() {
    return [this.text(), this.text()];
  }

  /** A map of identifier to value, without the user's properties. */
  properties(packet) {
    const fields = new Reader(this.take(this.length()));
    const found = new Map();
    while (fields.left > 0) {
      const id = fields.length();
      const [type, packets] = PROPERTIES[id] || [];
      if (!type || !packets.includes(packet)) throw new MqttError(`property ${id} in packet ${packet}`);
      const value = fields[type]();
      if (type === 'pair' || id === 0x0b) continue;
      if (found.has(id)) throw new MqttError(`property ${id} twice`);
      found.set(id, value);
    }
    return found;
  }
}

/** Gathers bytes, whatever frames they came in, and hands out whole packets. */
export class PacketStream {
  constructor(most = MAX_PACKET) {
    this.most = most;
    this.chunks = [];
    this.size = 0;
    this.need = 2;
  }

  /**
   * The packets that are whole now.
   *
   * @throws MqttError where what came is none
   */
  push(bytes) {
    this.chunks.push(bytes);
    this.size += bytes.length;
    const packets = [];
    while (this.size >= this.need) {
      const all = this.joined();
      const length = PacketStream.lengthOf(all);
      if (length === null) {
        this.need = this.size + 1;
        break;
      }
      if (length.whole > this.most) throw new MqttError(`a packet of ${length.whole} bytes`);
      if (length.whole > this.size) {
        this.need = length.whole;
        break;
      }
      packets.push(parse(all[0], all.subarray(length.header, length.whole)));
      this.chunks = [all.subarray(length.whole)];
      this.size -= length.whole;
      this.need = 2;
    }
    return packets;
  }

  joined() {
    if (this.chunks.length > 1) {
      const all = new Uint8Array(this.size);
      let at = 0;
      for (const chunk of this.chunks) {
        all.set(chunk, at);
        at += chunk.length;
      }
      this.chunks = [all];
    }
    return this.chunks[0];
  }

  /** How long the header and the whole packet are; null while that is not known. */
  static lengthOf(bytes) {
    let value = 0;
    for (let i = 1; i < bytes.length; i++) {
      value += (bytes[i] & 127) * 128 ** (i - 1);
      if (bytes[i] < 128) return { header: i + 1, whole: i + 1 + value };
      if (i === 4) throw new MqttError('a length has more than four bytes');
    }
    return null;
  }
}

const acknowledgement = (packet, fields) => {
  const id = fields.two();
  if (id === 0) throw new MqttError('Packet Identifier 0');
  const code = packet === PUBACK && fields.left > 0 ? fields.byte() : 0;
  const properties = packet !== PUBACK || fields.left > 0 ? fields.properties(packet) : new Map();
  const codes = packet === PUBACK ? [code] : [...fields.take(fields.left)];
  return { packet, id, codes, reason: properties.get(REASON_STRING) };
};

const PARSERS = {
  [CONNACK]: (fields) => {
    const flags = fields.byte();
    if (flags > 1) throw new MqttError('flags of CONNACK'); // [MQTT-3.2.2-1]
    return { packet: CONNACK, code: fields.byte(), properties: fields.properties(CONNACK) };
  },
  [PUBLISH]: (fields, flags) => {
    const qos = (flags >> 1) & 3;
    if (qos > 1) throw new MqttError(`QoS ${qos}, where at most 1 was asked for`);
    const topic = fields.text();
    if (topic === '' || /[+#]/.test(topic)) throw new MqttError('a Topic Name that is none'); // [MQTT-3.3.2-2]
    const id = qos > 0 ? fields.two() : 0;
    if (qos > 0 && id === 0) throw new MqttError('Packet Identifier 0');
    const properties = fields.properties(PUBLISH);
    if (properties.has(TOPIC_ALIAS)) throw new MqttError('a Topic Alias, where none is allowed'); // [MQTT-3.1.2-26]
    return {
      packet: PUBLISH, topic, id, qos, retain: (flags & 1) === 1,
      correlation: properties.get(CORRELATION_DATA), payload: fields.take(fields.left),
    };
  },
  [PUBACK]: (fields) => acknowledgement(PUBACK, fields),
  [SUBACK]: (fields) => acknowledgement(SUBACK, fields),
  [UNSUBACK]: (fields) => acknowledgement(UNSUBACK, fields),
  [PINGRESP]: () => ({ packet: PINGRESP }),
  [DISCONNECT]: (fields) => {
    const code = fields.left > 0 ? fields.byte() : 0;
    const properties = fields.left > 0 ? fields.properties(DISCONNECT) : new Map();
    return { packet: DISCONNECT, code, reason: properties.get(REASON_STRING) };
  },
};

function parse(first, body) {
  const packet = first >> 4, flags = first & 15;
  const parser = PARSERS[packet];
  if (!parser) throw new MqttError(`packet ${packet} is not for a client`);
  if (packet !== PUBLISH && flags !== 0) throw new MqttError(`flags of packet ${packet}`); // [MQTT-2.1.3-1]
  const fields = new Reader(body);
  const parsed = parser(fields, flags);
  if (fields.left > 0) throw new MqttError(`packet ${packet} is longer than what it says`);
  return parsed;
}

const two = (value) => [value >> 8, value & 255];
const four = (value) => [...two(value >>> 16), ...two(value & 65535)];
const binary = (bytes) => [...two(bytes.length), ...bytes];
const text = (value) => {
  const bytes = encoder.encode(value);
  if (bytes.length > 65535) throw new MqttError('a text is longer than 65,535 bytes');
  return binary(bytes);
};
const length = (value) => {
  const bytes = [];
  do {
    bytes.push((value % 128) + (value >= 128 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return bytes;
};
const counted = (fields) => [...length(fields.length), ...fields];
const packet = (type, flags, fields, payload = new Uint8Array()) => {
  const head = [type * 16 + flags, ...length(fields.length + payload.length), ...fields];
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
};

function connectPacket(clientId, login) {
  const flags = 2 + (login ? 128 + 64 : 0); // Clean Start; User Name and Password
  const fields = [...text('MQTT'), 5, flags, ...two(KEEP_ALIVE_SECONDS)];
  fields.push(...counted([0x27, ...four(MAX_PACKET)]), ...text(clientId));
  if (login) fields.push(...text(login.username), ...text(login.password));
  return packet(CONNECT, 0, fields);
}

function publishPacket(topic, payload, options, id) {
  const properties = [];
  if (options.expiry) properties.push(0x02, ...four(options.expiry));
  if (options.responseTopic) properties.push(0x08, ...text(options.responseTopic));
  if (options.correlation) properties.push(0x09, ...binary(options.correlation));
  const fields = [...text(topic), ...two(id), ...counted(properties)];
  return packet(PUBLISH, 2 + (options.retain ? 1 : 0), fields, payload);
}

/** Whether a Topic Filter covers a Topic Name [MQTT-4.7]. */
export function covers(filter, topic) {
  if (topic[0] === '$' && '+#'.includes(filter[0])) return false; // [MQTT-4.7.2-1]
  const levels = filter.split('/'), names = topic.split('/');
  for (let i = 0; i < levels.length; i++) {
    if (levels[i] === '#') return true;
    if (i >= names.length || (levels[i] !== '+' && levels[i] !== names[i])) return false;
  }
  return levels.length === names.length;
}

/** A random word of letters and digits; `crypto.randomUUID` is missing without https. */
export function randomWord(letters = 8) {
  return [...crypto.getRandomValues(new Uint8Array(letters))]
    .map((byte) => (byte % 36).toString(36)).join('');
}

/**
 * One client.
 *
 *     idle --open()--> connecting --CONNACK--> online --lost--> waiting --time--> connecting
 *                          |                     |                 |
 *                          +---- refused --------+------ close() --+---> ended
 */
export class MqttClient {
  /**
   * @param url of the WebSocket
   * @param onState told `(state, error)` at each change; `error` is a Refusal where the login was refused
   */
  constructor(url, onState = () => {}) {
    this.url = url;
    this.clientId = 'panel-' + randomWord();
    this.onState = onState;
    this.state = 'idle';
    this.login = null;
    this.attempts = 0;
    this.watchers = new Map(); // filter -> { listeners, last, code }
    this.wildcards = new Set();
    this.queued = { subscribe: new Set(), unsubscribe: new Set() };
    this.inFlight = new Map(); // Packet Identifier -> { resolve, reject }
    this.nextId = 1;
  }

  /**
   * Connects, and again whenever the connection is lost.
   *
   * @param login user name and password, kept in this object alone; null for none
   */
  open(login = null) {
    this.login = login;
    this.attempts = 0;
    this.connect();
  }

  /** Ends the connection; nothing is tried again. */
  close() {
    this.login = null;
    if (this.state === 'online') this.send(packet(DISCONNECT, 0, []));
    this.drop();
    this.turn('ended');
  }

  /** Looks now whether the connection lives, as after the phone has slept. */
  check() {
    if (this.state === 'waiting') this.connect();
    else if (this.state === 'online') this.ping(5000);
  }

  turn(state, error) {
    this.state = state;
    this.onState(state, error);
  }

  connect() {
    this.drop();
    this.turn('connecting');
    const socket = new WebSocket(this.url, 'mqtt');
    socket.binaryType = 'arraybuffer';
    const stream = new PacketStream();
    this.socket = socket;
    this.giveUp = setTimeout(() => this.lost(), ANSWER_MILLIS);
    const mine = (act) => (event) => {
      if (this.socket !== socket) return;
      act(event);
    };
    socket.onopen = mine(() => this.send(connectPacket(this.clientId, this.login)));
    socket.onclose = mine(() => this.lost());
    socket.onmessage = mine((event) => {
      try {
        if (typeof event.data === 'string') throw new MqttError('a text frame'); // [MQTT-6.0.0-1]
        for (const each of stream.push(new Uint8Array(event.data))) {
          if (this.socket === socket) this.received(each);
        }
      } catch (e) {
        if (!(e instanceof MqttError)) throw e;
        this.lost(e);
      }
    });
  }

  send(bytes) {
    this.socket.send(bytes);
  }

  /** Lets go of the socket, and of all that waits for it. */
  drop() {
    clearTimeout(this.giveUp);
    clearTimeout(this.retry);
    clearInterval(this.keepAlive);
    clearTimeout(this.pong);
    this.pong = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    const waiting = [...this.inFlight.values()];
    this.inFlight.clear();
    waiting.forEach(({ reject }) => reject(new MqttError('the connection was lost')));
  }

  lost(error) {
    this.drop();
    this.turn('waiting', error);
    // Half of the pause is chance, so that ten phones do not come back at once.
    const pause = Math.min(30_000, 500 * 2 ** this.attempts++) * (0.5 + Math.random() / 2);
    this.retry = setTimeout(() => this.connect(), pause);
  }

  ended(code, reason) {
    if (LOGIN_REFUSED.has(code)) {
      this.login = null;
      this.drop();
      this.turn('ended', new Refusal(code, reason));
    } else {
      if (code === 0x8e || code === 0x85) this.clientId = 'panel-' + randomWord();
      this.lost(new Refusal(code, reason));
    }
  }

  received(each) {
    if (this.state === 'connecting' && each.packet !== CONNACK) throw new MqttError('no CONNACK first'); // [MQTT-3.2.0-1]
    switch (each.packet) {
      case CONNACK: return this.connected(each);
      case PUBLISH: return this.published(each);
      case PINGRESP:
        clearTimeout(this.pong);
        this.pong = null;
        return undefined;
      case DISCONNECT: return this.ended(each.code, each.reason);
      default: return this.acknowledged(each);
    }
  }

  connected({ code, properties }) {
    if (this.state !== 'connecting') throw new MqttError('a second CONNACK'); // [MQTT-3.2.0-2]
    if (code >= 0x80) return this.ended(code, properties.get(REASON_STRING));
    clearTimeout(this.giveUp);
    this.attempts = 0;
    this.clientId = properties.get(ASSIGNED_CLIENT_ID) ?? this.clientId;
    this.room = properties.get(RECEIVE_MAXIMUM) ?? 65535;
    const seconds = properties.get(SERVER_KEEP_ALIVE) ?? KEEP_ALIVE_SECONDS;
    if (seconds > 0) this.keepAlive = setInterval(() => this.ping(ANSWER_MILLIS), seconds * 900);
    this.queued.unsubscribe.clear();
    this.watchers.forEach((_, filter) => this.queued.subscribe.add(filter));
    this.turn('online');
    this.flush();
    return undefined;
  }

  ping(within) {
    if (this.pong) return;
    this.send(packet(PINGREQ, 0, []));
    this.pong = setTimeout(() => this.lost(), within);
  }

  published(message) {
    if (message.qos > 0) this.send(packet(PUBACK, 0, two(message.id)));
    const { topic, payload, retain, correlation } = message;
    const told = { topic, payload, retain, correlation, text: looseText.decode(payload) };
    const exact = this.watchers.get(topic);
    if (exact) {
      exact.last = told;
      exact.listeners.forEach((listener) => listener(told));
    }
    for (const filter of this.wildcards) {
      if (covers(filter, topic)) this.watchers.get(filter)?.listeners.forEach((listener) => listener(told));
    }
  }

  acknowledged({ packet: type, id, codes, reason }) {
    const waiting = this.inFlight.get(id);
    if (!waiting || waiting.type !== type) throw new MqttError(`packet ${type} for nothing that was sent`);
    if (waiting.count !== codes.length) throw new MqttError(`packet ${type} with ${codes.length} Reason Codes`);
    this.inFlight.delete(id);
    waiting.resolve({ codes, reason });
  }

  /** Sends what is answered by Packet Identifier. */
  exchange(type, count, make) {
    if (this.state !== 'online') return Promise.reject(new MqttError('not connected'));
    if (this.inFlight.size >= Math.min(this.room, 1000)) return Promise.reject(new MqttError('too much is under way'));
    while (this.inFlight.has(this.nextId)) this.nextId = (this.nextId % 65535) + 1;
    const id = this.nextId;
    this.nextId = (id % 65535) + 1;
    return new Promise((resolve, reject) => {
      this.inFlight.set(id, { type, count, resolve, reject });
      this.send(make(id));
    });
  }

  /**
   * Publishes with QoS 1. Resolves to the Reason Code of PUBACK: 0, or 0x10 where nobody listens.
   *
   * @param options `retain`, `expiry` in seconds, `responseTopic`, `correlation` as bytes
   * @throws Refusal where the broker does not take it
   */
  async publish(topic, payload, options = {}) {
    const bytes = typeof payload === 'string' ? encoder.encode(payload) : payload;
    const { codes, reason } = await this.exchange(PUBACK, 1, (id) => publishPacket(topic, bytes, options, id));
    if (codes[0] >= 0x80) throw new Refusal(codes[0], reason);
    return codes[0];
  }

  /**
   * Calls the listener with each message that a Topic Filter covers, from now on and over each lost
   * connection. Who comes later to a topic gets its last message at once.
   *
   * @param onCode told the Reason Code of SUBACK each time
   * @return a function that ends it
   */
  watch(filter, listener, onCode) {
    let watcher = this.watchers.get(filter);
    if (!watcher) {
      watcher = { listeners: new Set(), last: null, code: null, onCodes: new Set() };
      this.watchers.set(filter, watcher);
      if (/[+#]/.test(filter)) this.wildcards.add(filter);
      this.queued.unsubscribe.delete(filter);
      this.queued.subscribe.add(filter);
      this.soon();
    } else if (watcher.last) {
      listener(watcher.last);
    }
    watcher.listeners.add(listener);
    if (onCode) {
      watcher.onCodes.add(onCode);
      if (watcher.code !== null) onCode(watcher.code);
    }
    return () => {
      watcher.listeners.delete(listener);
      watcher.onCodes.delete(onCode);
      if (watcher.listeners.size > 0 || this.watchers.get(filter) !== watcher) return;
      this.watchers.delete(filter);
      this.wildcards.delete(filter);
      this.queued.subscribe.delete(filter);
      this.queued.unsubscribe.add(filter);
      this.soon();
    };
  }

  /**
   * The first message of one topic, as lists of the broker are made for each who asks.
   *
   * @throws Refusal where it may not be read, MqttError where nothing comes in time
   */
  once(topic, within = ANSWER_MILLIS) {
    return new Promise((resolve, reject) => {
      let end = () => {};
      const finish = (how, what) => {
        clearTimeout(late);
        queueMicrotask(() => end());
        how(what);
      };
      const late = setTimeout(() => finish(reject, new MqttError('no answer')), within);
      end = this.watch(topic, (message) => finish(resolve, message),
        (code) => code >= 0x80 && finish(reject, new Refusal(code)));
    });
  }

  /**
   * Asks and waits for the answer on a Response Topic of this client.
   *
   * @return the answer's text
   */
  async request(topic, payload, within = ANSWER_MILLIS) {
    const responseTopic = `panel/${this.clientId}/answer`;
    const correlation = crypto.getRandomValues(new Uint8Array(8));
    let end = () => {}, late;
    try {
      return await new Promise((resolve, reject) => {
        late = setTimeout(() => reject(new MqttError('no answer')), within);
        const same = ({ correlation: other }) => other && String(other) === String(correlation);
        let asked = false;
        end = this.watch(responseTopic, (answer) => same(answer) && resolve(answer.text), (code) => {
          if (asked) return;
          asked = true;
          const options = { expiry: Math.ceil(within / 1000), correlation };
          // Who may not hear the answer still may ask.
          if (code < 0x80) options.responseTopic = responseTopic;
          this.publish(topic, payload, options).then((published) => {
            if (published === 0x10) reject(new Refusal(0x10));
            else if (code >= 0x80) resolve(null);
          }, reject);
        });
      });
    } finally {
      clearTimeout(late);
      // The subscription stays for the next one.
      if (!this.answers?.has(responseTopic)) (this.answers ??= new Map()).set(responseTopic, end);
      else end();
    }
  }

  soon() {
    if (this.flushing) return;
    this.flushing = true;
    queueMicrotask(() => {
      this.flushing = false;
      this.flush();
    });
  }

  flush() {
    if (this.state !== 'online') return;
    for (const filters of batches(this.queued.unsubscribe)) {
      this.exchange(UNSUBACK, filters.length,
        (id) => packet(UNSUBSCRIBE, 2, [...two(id), 0, ...filters.flatMap(text)])).catch(() => {});
    }
    for (const filters of batches(this.queued.subscribe)) {
      // Options: QoS 1 at most.
      this.exchange(SUBACK, filters.length,
        (id) => packet(SUBSCRIBE, 2, [...two(id), 0, ...filters.flatMap((filter) => [...text(filter), 1])]))
        .then(({ codes }) => filters.forEach((filter, i) => this.subscribed(filter, codes[i])), () => {});
    }
  }

  subscribed(filter, code) {
    const watcher = this.watchers.get(filter);
    if (!watcher) return;
    watcher.code = code;
    watcher.onCodes.forEach((onCode) => onCode(code));
  }
}

function batches(set) {
  const all = [...set];
  set.clear();
  const parts = [];
  while (all.length > 0) parts.push(all.splice(0, FILTERS_A_PACKET));
  return parts;
}
