// One tile a thing: its state as the device says it, and what it lets do. Controls show what was read
// back, never what was asked for.
import { Spark } from './plot.js';
import { html, Component, Icon, Watching, t, tOr, number, ago, time } from './ui.js';

const CLASS_ICONS = {
  temperature: 'temperature', humidity: 'humidity', moisture: 'humidity', pressure: 'pressure', atmospheric_pressure: 'pressure',
  illuminance: 'illuminance', irradiance: 'illuminance', power: 'power', energy: 'power', voltage: 'power', current: 'power', apparent_power: 'power',
  battery: 'battery', signal_strength: 'signal', connectivity: 'signal', duration: 'duration', timestamp: 'duration', data_size: 'data', data_rate: 'data',
  carbon_dioxide: 'air', carbon_monoxide: 'air', volatile_organic_compounds: 'air', pm1: 'air', pm10: 'air', pm25: 'air', aqi: 'air', wind_speed: 'air',
  door: 'door', garage_door: 'door', opening: 'door', window: 'window', motion: 'motion', occupancy: 'motion', presence: 'motion', moving: 'motion',
  problem: 'problem', safety: 'problem', smoke: 'problem', gas: 'problem', heat: 'temperature', cold: 'temperature', light: 'illuminance', lock: 'lock', plug: 'switch', running: 'switch',
};

/** Device classes whose "on" is told as something to see at once. */
const ALARMS = new Set(['problem', 'safety', 'smoke', 'gas', 'tamper', 'carbon_monoxide']);

export function iconOf(thing) {
  const { platform, config: { device_class: kind } } = thing;
  if (platform !== 'sensor' && platform !== 'binary_sensor') return platform;
  const icon = Object.hasOwn(CLASS_ICONS, kind) ? CLASS_ICONS[kind] : platform === 'sensor' ? 'gauge' : 'other';
  return icon === 'door' && thing.isOn ? 'opened' : icon;
}

export const linkTo = (thing) => '#thing:' + encodeURIComponent(thing.id);

export function sensorValue(thing) {
  const text = thing.value('state_topic');
  if (text === undefined || text === '' || text === 'None' || text === 'unavailable' || text === 'unknown') return null;
  const { suggested_display_precision: digits, unit_of_measurement: unit = '', device_class: kind } = thing.config;
  const isNumber = text.trim() !== '' && Number.isFinite(Number(text)) && !['enum', 'date', 'timestamp'].includes(kind);
  if (kind === 'timestamp' && !Number.isNaN(new Date(text).getTime())) return { text: time(new Date(text)), unit: '' };
  if (!isNumber) return { text: text.slice(0, 120), unit: typeof unit === 'string' ? unit : '', isText: true };
  const decimals = Number.isInteger(digits) && digits >= 0 && digits <= 6 ? digits : undefined;
  return { text: number(Number(text), decimals), unit: typeof unit === 'string' ? unit : '' };
}

/** The state in a word or two, as it stands below the name. */
export function stateOf(thing) {
  if (thing.isUnsupported) return t('needsHomeAssistant');
  const isKnown = thing.isAvailable;
  if (isKnown === false) return t('offline');
  switch (thing.platform) {
    case 'sensor': {
      const value = sensorValue(thing);
      return value ? `${value.text}${value.unit ? ' ' + value.unit : ''}` : t('unknown');
    }
    case 'binary_sensor': {
      if (thing.isOn === undefined) return t('unknown');
      const word = thing.isOn ? 'on' : 'off';
      return tOr(`${word}_${thing.config.device_class}`, t(word));
    }
    case 'light': case 'switch': case 'fan': {
      if (thing.isOn === undefined) return t('unknown');
      if (!thing.isOn) return t('off');
      const { level } = thing;
      return level && level.value > 0 ? `${t('on')} · ${percent(level)}` : t('on');
    }
    case 'climate': {
      const mode = thing.value('mode_state_topic');
      const action = thing.value('action_topic');
      return mode === undefined ? t('unknown') : mode === 'off' ? t('off') : tOr('action_' + action, tOr('mode_' + mode, mode));
    }
    case 'event': {
      const kind = eventOf(thing);
      return kind === null ? t('noPressYet') : tOr('event_' + kind, kind);
    }
    case 'button': return t('pressIt');
    case 'cover': {
      const value = thing.value('state_topic');
      const position = Number(thing.value('position_topic'));
      return value !== undefined ? tOr('cover_' + value, value) : Number.isFinite(position) ? t('percentOpen', { percent: number(position) }) : t('unknown');
    }
    default: {
      const value = thing.value('state_topic');
      return value === undefined ? t('unknown') : tOr(`${thing.platform}_${value.toLowerCase()}`, value.slice(0, 120));
    }
  }
}

function percent({ value, max }) {
  return t('percent', { percent: number(Math.max(1, Math.round((value * 100) / max)), 0) });
}

/** The kind of the last event of a thing, null before there was one. */
export function eventOf(thing) {
  const text = thing.value('state_topic');
  if (text === undefined) return null;
  try {
    const kind = JSON.parse(text).event_type;
    return typeof kind === 'string' ? kind.toLowerCase() : null;
  } catch {
    return null;
  }
}

/** When, for what happens to it: a press, a door. */
function when(thing) {
  if (thing.isAvailable === false) return '';
  if (thing.platform === 'event') {
    const at = thing.at('state_topic');
    return at?.live ? ago(at.at) : '';
  }
  if (['binary_sensor', 'cover', 'lock', 'light', 'switch', 'fan'].includes(thing.platform) && thing.since) return t('since', { time: time(thing.since) });
  if (thing.platform === 'sensor' && thing.isOld) return t('old', { ago: ago(thing.at('state_topic').at) });
  return '';
}

const isLive = (thing, isOnline) => isOnline && thing.isAvailable !== false && !thing.isUnsupported;

export function Switch({ thing, isOnline, on = thing.isOn, act = (next) => thing.switchTo(next), label = thing.name }) {
  return html`<button type="button" role="switch" class="switch" aria-checked=${on === true ? 'true' : 'false'}
    aria-label=${label} aria-busy=${thing.busy ? 'true' : 'false'} disabled=${!isLive(thing, isOnline)}
    onClick=${() => act(on !== true)}><span class="track" aria-hidden="true"><span class="knob"></span></span></button>`;
}

/** A slider that shows the device's level, and a finger's while it moves. */
class Slider extends Component {
  input = ({ target }) => {
    const value = Number(target.value);
    this.setState({ moved: value });
    // Lights follow the finger, at a pace that a network bears.
    if (this.props.follows && !(Date.now() - (this.sentAt ?? 0) < 150)) this.send(value);
  };

  change = ({ target }) => {
    this.send(Number(target.value));
    this.setState({ moved: Number(target.value), isLeft: true });
  };

  send(value) {
    this.sentAt = Date.now();
    this.props.set(value);
  }

  componentDidUpdate() {
    // The device has answered, or has not: what it says counts again.
    if (this.state.isLeft && !this.props.isBusy) this.setState({ moved: undefined, isLeft: false });
  }

  render({ label, value, min = 0, max, step = 1, says, disabled, isBusy }, { moved }) {
    const shown = moved ?? (Number.isFinite(value) ? value : min);
    const fill = `${Math.round(((shown - min) / (max - min || 1)) * 100)}%`;
    return html`<input type="range" class="slider" min=${min} max=${max} step=${step} value=${shown} disabled=${disabled}
      aria-label=${label} aria-valuetext=${says(shown)} aria-busy=${isBusy ? 'true' : 'false'} style=${{ '--fill': fill }}
      onInput=${this.input} onChange=${this.change} />`;
  }
}

function Level({ thing, isOnline }) {
  const { level } = thing;
  const shown = thing.isOn ? level.value : 0;
  return html`<${Slider} label=${t(thing.platform === 'fan' ? 'speedOf' : 'brightnessOf', { name: thing.name })} value=${shown} max=${level.max}
    says=${(value) => (value > 0 ? percent({ value, max: level.max }) : t('off'))} disabled=${!isLive(thing, isOnline)} isBusy=${thing.busy}
    follows=${thing.platform === 'light' && thing.ours} set=${(value) => thing.setLevel(value)} />`;
}

/** − and + gather for a moment, so that five presses are one command. */
class Target extends Component {
  step(by) {
    const { thing } = this.props;
    const { min_temp: min = 5, max_temp: max = 35, temp_step: size = 0.5 } = thing.config;
    const from = this.state.wanted ?? Number(thing.value('temperature_state_topic'));
    if (!Number.isFinite(from)) return;
    const wanted = Math.min(Number(max), Math.max(Number(min), Math.round((from + by * size) / size) * size));
    this.setState({ wanted: Number(wanted.toFixed(2)) });
    clearTimeout(this.later);
    this.later = setTimeout(async () => {
      await thing.send('temperature_command_topic', this.state.wanted, 'temperature_command_template');
      this.setState({ wanted: undefined });
    }, 700);
  }

  componentWillUnmount() {
    clearTimeout(this.later);
  }

  render({ thing, isOnline }, { wanted }) {
    const value = wanted ?? Number(thing.value('temperature_state_topic'));
    const size = Number(thing.config.temp_step ?? 0.5);
    const unit = '°' + (thing.config.temperature_unit || 'C');
    const disabled = !isLive(thing, isOnline);
    return html`<div class="target" role="group" aria-label=${t('targetOf', { name: thing.name })}>
      <button type="button" class="round" disabled=${disabled} aria-label=${t('cooler')} onClick=${() => this.step(-1)}><${Icon} name="minus" /></button>
      <output aria-live="polite" class=${wanted === undefined ? '' : 'wanted'}>${Number.isFinite(value) ? number(value, size % 1 ? 1 : 0) : '–'}<span class="unit"> ${unit}</span></output>
      <button type="button" class="round" disabled=${disabled} aria-label=${t('warmer')} onClick=${() => this.step(1)}><${Icon} name="plus" /></button>
    </div>`;
  }
}

function Climate({ thing, isOnline }) {
  const modes = Array.isArray(thing.config.modes) ? thing.config.modes.filter((mode) => typeof mode === 'string') : [];
  const mode = thing.value('mode_state_topic');
  const isPlain = modes.length === 2 && modes.includes('off');
  const set = (next) => thing.send('mode_command_topic', next, 'mode_command_template');
  return html`<div class="climate">
    <${Target} thing=${thing} isOnline=${isOnline} />
    ${!isPlain && modes.length > 0 && html`<${Choice} label=${t('modeOf', { name: thing.name })} value=${mode} options=${modes} word=${(each) => tOr('mode_' + each, each)}
      disabled=${!isLive(thing, isOnline)} set=${set} />`}
  </div>`;
}

const Choice = ({ label, value, options, word = (each) => each, disabled, set }) => html`<select aria-label=${label} value=${value} disabled=${disabled}
  onChange=${({ target }) => { set(target.value); target.value = value; }}>
  ${!options.includes(value) && html`<option value=${value}>${value ?? '–'}</option>`}
  ${options.map((each) => html`<option value=${each} selected=${each === value}>${word(each)}</option>`)}
</select>`;

const press = (thing, isOnline, key, icon, label, payload) => html`<button type="button" class="round" disabled=${!isLive(thing, isOnline)}
  aria-label=${label} aria-busy=${thing.busy ? 'true' : 'false'} onClick=${() => thing.send(key, payload, 'command_template')}><${Icon} name=${icon} /></button>`;

function coverButtons(thing, isOnline) {
  const of = (word, otherwise) => (thing.config['payload_' + word] === null ? null : thing.config['payload_' + word] ?? otherwise);
  return html`<div class="buttons">
    ${[['open', 'OPEN', 'up'], ['stop', 'STOP', 'minus'], ['close', 'CLOSE', 'down']].filter(([word, payload]) => of(word, payload) !== null)
      .map(([word, payload, icon]) => press(thing, isOnline, 'command_topic', icon, t(word + 'It', { name: thing.name }), of(word, payload)))}
  </div>`;
}

const isSwitched = (thing) => ['light', 'switch', 'fan'].includes(thing.platform) && thing.commandTopics().length > 0;

/** What stands at the top right of a tile. */
function corner(thing, isOnline) {
  if (thing.isUnsupported) return null;
  if (isSwitched(thing)) return html`<${Switch} thing=${thing} isOnline=${isOnline} />`;
  const { modes } = thing.config;
  if (thing.platform === 'climate' && Array.isArray(modes) && modes.length === 2 && modes.includes('off')) {
    const mode = thing.value('mode_state_topic');
    return html`<${Switch} thing=${thing} isOnline=${isOnline} on=${mode === undefined ? undefined : mode !== 'off'}
      act=${(on) => thing.send('mode_command_topic', on ? modes.find((each) => each !== 'off') : 'off', 'mode_command_template')} />`;
  }
  if (thing.platform === 'button') return press(thing, isOnline, 'command_topic', 'button', t('press', { name: thing.name }), thing.config.payload_press ?? 'PRESS');
  if (thing.platform === 'lock') {
    const isLocked = thing.value('state_topic') === String(thing.config.state_locked ?? 'LOCKED');
    return html`<${Switch} thing=${thing} isOnline=${isOnline} on=${isLocked}
      act=${(lock) => thing.send('command_topic', lock ? thing.config.payload_lock ?? 'LOCK' : thing.config.payload_unlock ?? 'UNLOCK', 'command_template')} />`;
  }
  return null;
}

/** What takes a line of its own. */
function below(thing, isOnline) {
  if (thing.isUnsupported) return null;
  switch (thing.platform) {
    case 'light': case 'fan': return thing.level && html`<${Level} thing=${thing} isOnline=${isOnline} />`;
    case 'climate': return html`<${Climate} thing=${thing} isOnline=${isOnline} />`;
    case 'cover': return coverButtons(thing, isOnline);
    case 'select': return html`<${Choice} label=${thing.name} value=${thing.value('state_topic')} options=${(Array.isArray(thing.config.options) ? thing.config.options : []).map(String)}
      disabled=${!isLive(thing, isOnline)} set=${(value) => thing.send('command_topic', value, 'command_template')} />`;
    case 'number': return html`<${Slider} label=${thing.name} value=${Number(thing.value('state_topic'))} min=${Number(thing.config.min ?? 1)} max=${Number(thing.config.max ?? 100)}
      step=${Number(thing.config.step ?? 1)} says=${(value) => `${number(value)} ${thing.config.unit_of_measurement || ''}`} disabled=${!isLive(thing, isOnline)} isBusy=${thing.busy}
      set=${(value) => thing.send('command_topic', value, 'command_template')} />`;
    default: return null;
  }
}

export const isWide = (thing) => !thing.isUnsupported && (thing.platform === 'climate' || thing.platform === 'cover' || thing.platform === 'number'
  || thing.platform === 'select' || Boolean(thing.level && isSwitched(thing)));

/** Whether it draws the eye: on, open, moving, wrong. */
function mood(thing) {
  if (thing.isAvailable === false) return 'offline';
  if (thing.isUnsupported) return '';
  if (thing.platform === 'climate') return ['heating', 'cooling'].includes(thing.value('action_topic')) ? 'lit' : '';
  if (thing.isOn !== true || thing.platform === 'sensor') return '';
  return ALARMS.has(thing.config.device_class) ? 'alarm' : 'lit';
}

function Body({ thing, isOnline, heading = 'h3' }) {
  const isSensor = thing.platform === 'sensor' && thing.isAvailable !== false && !thing.isUnsupported;
  const value = isSensor ? sensorValue(thing) : null;
  const current = thing.platform === 'climate' && thing.isAvailable !== false ? Number(thing.value('current_temperature_topic') ?? NaN) : NaN;
  const moment = when(thing);
  return html`<div class="top"><span class="chip"><${Icon} name=${iconOf(thing)} /></span>${corner(thing, isOnline)}</div>
    <div class="words">
      <${heading}><a href=${linkTo(thing)}>${thing.name}</a><//>
      ${isSensor && value && !value.isText
        ? html`<p class="value">${value.text}${value.unit && html`<span class="unit"> ${value.unit}</span>`}</p>`
        : html`<p class="state">${stateOf(thing)}${Number.isFinite(current) && html` · ${t('now', { value: `${number(current, 1)} °${thing.config.temperature_unit || 'C'}` })}`}</p>`}
      ${thing.isAvailable === false && thing.problem && html`<p class="why">${thing.problem}</p>`}
      ${thing.isUnsupported && thing.raw() !== undefined && html`<p class="why"><code>${thing.raw().slice(0, 160)}</code></p>`}
      ${moment && html`<p class="moment">${moment}</p>`}
    </div>
    ${below(thing, isOnline)}
    ${value && !value.isText && !thing.isDiagnostic && html`<${Spark} thing=${thing} />`}
    ${thing.alert && html`<p class="alert" role="alert">${thing.alert}</p>`}`;
}

/** A tile that follows its thing. */
export const Tile = ({ thing, isOnline, heading, children }) => html`<${Watching} source=${thing} of=${() => html`
  <li class=${`tile ${mood(thing)} ${isWide(thing) ? 'wide' : ''} ${thing.busy ? 'busy' : ''}`} data-thing=${thing.id}>
    <${Body} thing=${thing} isOnline=${isOnline} heading=${heading} />${children}
  </li>`} />`;

/** A diagnostic value: one line of a folded list. */
export const Line = ({ thing }) => html`<${Watching} source=${thing} of=${() => html`
  <li class="line"><${Icon} name=${iconOf(thing)} size="20" /><a href=${linkTo(thing)}>${thing.name}</a><span class="state">${stateOf(thing)}</span></li>`} />`;
