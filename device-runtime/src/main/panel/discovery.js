// What devices tell of themselves by Home Assistant's discovery, and the few templates that a page can
// follow. All of it comes from outside: a message that is none is left out, never a reason to fail.

const PLATFORMS = new Set(['sensor', 'binary_sensor', 'light', 'switch', 'fan', 'climate', 'event', 'button',
  'number', 'select', 'cover', 'lock', 'text', 'humidifier', 'valve', 'siren', 'vacuum', 'update', 'alarm_control_panel',
  'water_heater', 'scene', 'camera', 'image', 'lawn_mower', 'notify']);

/** Home Assistant's short keys, as ESPHome and Tasmota send them. */
const SHORT = Object.fromEntries(`
act_t action_topic|act_tpl action_template|avty availability|avty_mode availability_mode|avty_t availability_topic
avty_tpl availability_template|bri_cmd_t brightness_command_topic|bri_scl brightness_scale|bri_stat_t brightness_state_topic
bri_val_tpl brightness_value_template|cmd_t command_topic|cmd_tpl command_template|cmps components|curr_temp_t current_temperature_topic
curr_temp_tpl current_temperature_template|dev device|dev_cla device_class|ent_cat entity_category|evt_typ event_types
exp_aft expire_after|mode_cmd_t mode_command_topic|mode_cmd_tpl mode_command_template|mode_stat_t mode_state_topic
mode_stat_tpl mode_state_template|o origin|obj_id object_id|ops options|opt optimistic|p platform|pct_cmd_t percentage_command_topic
pct_cmd_tpl percentage_command_template|pct_stat_t percentage_state_topic|pct_val_tpl percentage_value_template
pl_avail payload_available|pl_cls payload_close|pl_lock payload_lock|pl_not_avail payload_not_available|pl_off payload_off
pl_on payload_on|pl_open payload_open|pl_prs payload_press|pl_stop payload_stop|pl_unlk payload_unlock|pos_clsd position_closed
pos_open position_open|pos_t position_topic|pos_tpl position_template|ret retain|set_pos_t set_position_topic
set_pos_tpl set_position_template|spd_rng_max speed_range_max|spd_rng_min speed_range_min|stat_cla state_class|stat_clsd state_closed
stat_closing state_closing|stat_locked state_locked|stat_off state_off|stat_on state_on|stat_open state_open
stat_opening state_opening|stat_stopped state_stopped|stat_t state_topic|stat_unlocked state_unlocked|stat_val_tpl state_value_template
sug_dsp_prc suggested_display_precision|temp_cmd_t temperature_command_topic|temp_cmd_tpl temperature_command_template
temp_stat_t temperature_state_topic|temp_stat_tpl temperature_state_template|temp_unit temperature_unit|t topic|uniq_id unique_id
unit_of_meas unit_of_measurement|val_tpl value_template`.trim().split(/[|\n]/).map((line) => line.split(' ')));
const SHORT_DEVICE = { ids: 'identifiers', mf: 'manufacturer', mdl: 'model', sw: 'sw_version', sa: 'suggested_area', cns: 'connections' };

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function long(object, keys) {
  const result = Object.create(null);
  for (const [key, value] of Object.entries(object)) result[Object.hasOwn(keys, key) ? keys[key] : key] = value;
  return result;
}

/** Python's `str()` of a value of JSON, as templates give it out. */
export function pythonText(value) {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function textOf(config, key, otherwise) {
  const value = config[key];
  return value === undefined || value === null || typeof value === 'object' ? otherwise : pythonText(value);
}

/**
 * The entities that one discovery message tells of; none where it is not one.
 *
 * @param topic of the message, `PREFIX/device/ID/config` or `PREFIX/PLATFORM/[NODE/]ID/config`
 */
export function entitiesOf(topic, payload) {
  const levels = topic.split('/');
  if (levels.at(-1) !== 'config' || levels.length < 4) return [];
  // A prefix may have several levels, so that the kind stands three or four before the end.
  const kind = [levels.at(-3), levels.at(-4)].find((level) => level === 'device' || PLATFORMS.has(level));
  let message;
  try {
    message = JSON.parse(payload);
  } catch {
    return [];
  }
  if (!isObject(message) || !kind) return [];
  return entitiesIn(message, topic, kind);
}

/** The same of a message that stands elsewhere, such as the list that Hearth makes for this page. */
export function entitiesIn(message, source, kind = 'device') {
  const all = long(message, SHORT);
  const device = deviceOf(all, source);
  if (kind !== 'device') return [entityOf(all, kind, source, device, all)].filter(Boolean);
  const { components, ...shared } = all;
  if (!isObject(components)) return [];
  return Object.entries(components).filter(([, component]) => isObject(component)).map(([key, component]) => {
    const own = long(component, SHORT);
    return entityOf({ ...shared, ...own }, own.platform, source + '#' + key, device, all);
  }).filter(Boolean);
}

function deviceOf(message, source) {
  const device = isObject(message.device) ? long(message.device, SHORT_DEVICE) : {};
  const id = [device.identifiers, device.connections].flat(2).find((each) => typeof each === 'string');
  return {
    id: id || source,
    name: textOf(device, 'name', '') || id || '',
    room: textOf(device, 'suggested_area', ''),
    made: [textOf(device, 'manufacturer', ''), textOf(device, 'model', ''), textOf(device, 'sw_version', '')].filter(Boolean).join(' · '),
  };
}

function entityOf(config, platform, source, device, message) {
  // What is no entity (triggers, tags), and what is announced to be gone.
  if (!PLATFORMS.has(platform)) return null;
  const topics = withBase(plain(config));
  if (!Object.keys(topics).some((key) => key === 'topic' || key.endsWith('_topic'))) return null;
  const origin = isObject(message.origin) ? message.origin.name : '';
  const availability = availabilityOf(topics);
  const ours = origin === 'Hearth';
  // Why a thing is offline stands on the thing itself.
  if (ours && platform === 'sensor' && textOf(topics, 'state_topic', '').endsWith('/problem')) return null;
  const base = ours
    ? availability.map(({ topic }) => topic).filter((topic) => topic.endsWith('/availability')).at(-1)?.slice(0, -'/availability'.length)
    : undefined;
  return {
    id: textOf(config, 'unique_id', source), source, platform, device, config: topics, availability, ours, base,
    name: textOf(config, 'name', '') || textOf(config, 'object_id', '') || device.name || source,
    isDiagnostic: ['diagnostic', 'config'].includes(config.entity_category),
  };
}

/** Without objects where words and numbers belong: they have no text, and would break the page that shows them. */
function plain(config) {
  const isPlain = (value) => value === null || typeof value !== 'object';
  return Object.fromEntries(Object.entries(config)
    .map(([key, value]) => [key, key !== 'availability' && Array.isArray(value) ? value.filter(isPlain) : value])
    .filter(([key, value]) => key === 'availability' || Array.isArray(value) || isPlain(value)));
}

/** `~` at the begin or end of a topic stands for what the key `~` says. */
function withBase(config) {
  const base = config['~'];
  if (typeof base !== 'string') return config;
  const put = (topic) => (typeof topic !== 'string' ? topic
    : topic.startsWith('~') ? base + topic.slice(1) : topic.endsWith('~') ? topic.slice(0, -1) + base : topic);
  const result = { ...config };
  for (const key of Object.keys(result)) if (key === 'topic' || key.endsWith('_topic')) result[key] = put(result[key]);
  if (Array.isArray(result.availability)) {
    result.availability = result.availability.map((each) => (isObject(each) ? { ...long(each, SHORT), topic: put(long(each, SHORT).topic) } : each));
  }
  return result;
}

function availabilityOf(config) {
  const list = Array.isArray(config.availability) ? config.availability.filter(isObject).map((each) => long(each, SHORT))
    : isObject(config.availability) ? [long(config.availability, SHORT)]
      : config.availability_topic ? [{ ...config, topic: config.availability_topic, value_template: config.availability_template }] : [];
  return list.filter((each) => isTopic(each.topic)).map((each) => ({
    topic: each.topic,
    available: textOf(each, 'payload_available', 'online'),
    render: template(each.value_template),
  }));
}

/**
 * Whether that is a Topic Name, which alone is subscribed to: a filter in its place would ask for all. The
 * broker's own topics are no device's: what a person presses must not be an order to the broker.
 */
export function isTopic(topic) {
  return typeof topic === 'string' && topic !== '' && topic[0] !== '$' && topic.length < 1024 && !/[+#\0]/.test(topic);
}

// TEMPLATES. `{{ value_json.a['b'] | float | round(1) }}` and text around it; whatever says more is for
// Home Assistant.
const EXPRESSION = /^\s*(value_json|value)((?:\.[A-Za-z_]\w*|\[\s*(?:'[^']*'|"[^"]*"|\d+)\s*\])*)((?:\s*\|\s*\w+(?:\([^()]*\))?)*)\s*$/;
const STEP = /\.([A-Za-z_]\w*)|\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]/g;
const FILTER = /\|\s*(\w+)(?:\(([^()]*)\))?/g;

const FILTERS = {
  float: (value, argument) => (Number.isFinite(Number(value)) && value !== '' ? Number(value) : literal(argument) ?? 0),
  int: (value, argument) => (Number.isFinite(Number(value)) && value !== '' ? Math.trunc(Number(value)) : literal(argument) ?? 0),
  round: (value, argument) => {
    const digits = Math.min(10, Math.max(0, Number(argument) || 0));
    return Number.isFinite(Number(value)) ? Number(Number(value).toFixed(digits)) : value;
  },
  default: (value, argument) => (value === undefined ? literal(argument) : value),
  lower: (value) => pythonText(value).toLowerCase(),
  upper: (value) => pythonText(value).toUpperCase(),
  string: (value) => pythonText(value),
};

function literal(argument) {
  if (argument === undefined || argument.trim() === '') return undefined;
  const text = argument.trim();
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(text);
  if (quoted) return quoted[1] ?? quoted[2];
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function expression(source) {
  const match = EXPRESSION.exec(source);
  if (!match) return null;
  const [, root, path, filters] = match;
  if (root === 'value' && path) return null;
  const steps = [...path.matchAll(STEP)].map((step) => step[1] ?? step[2] ?? step[3] ?? step[4]);
  const calls = [...filters.matchAll(FILTER)].map(([, name, argument]) => [name, argument]);
  if (calls.some(([name]) => !Object.hasOwn(FILTERS, name))) return null;
  return (payload, json) => {
    let value = root === 'value' ? payload : json();
    for (const step of steps) {
      value = value !== null && typeof value === 'object' && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    return calls.reduce((each, [name, argument]) => FILTERS[name](each, argument), value);
  };
}

/**
 * A template as a function of the payload: a text, or undefined where the payload lacks the value. Without
 * a template the payload itself; null where only Home Assistant can follow it.
 */
export function template(source) {
  if (source === undefined || source === null || source === '') return (payload) => payload;
  if (typeof source !== 'string' || source.length > 500 || source.includes('{%') || source.includes('{#')) return null;
  const parts = source.split(/\{\{|\}\}/);
  if (parts.length % 2 === 0) return null;
  const made = parts.map((part, i) => (i % 2 === 0 ? () => part : expression(part)));
  if (made.includes(null)) return null;
  return (payload) => {
    let parsed;
    const json = () => {
      if (parsed === undefined) {
        try {
          parsed = JSON.parse(payload);
        } catch {
          parsed = null;
        }
      }
      return parsed;
    };
    const values = made.map((each) => each(payload, json));
    return values.includes(undefined) ? undefined : values.map(pythonText).join('').trim();
  };
}

/** A command's payload by its template, which knows `value` alone; null where it says more. */
export function command(source, value) {
  const made = template(source);
  return made === null ? null : made(pythonText(value));
}
