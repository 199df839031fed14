// What all pages share: elements, words of the reader's language, numbers and times, icons, dialogs.
// Whatever comes from outside becomes a text node; nothing here makes markup of a string.
import { h, Component, render, createRef } from './preact.js';
import htm from './htm.js';
import en from './lang/en.js';

export { Component, render, createRef };
export const html = htm.bind(h);

export const LANGUAGES = { en: 'English', de: 'Deutsch' };
let words = en;
let locale = 'en';

/** What a person chose here, which is no secret: language, theme, how the last login went. */
export const choices = {
  get: (key) => {
    try {
      return localStorage.getItem('hearth.' + key);
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      if (value === null) localStorage.removeItem('hearth.' + key);
      else localStorage.setItem('hearth.' + key, value);
    } catch { /* a browser that keeps nothing */ }
  },
};

/** Takes the language that was chosen, else the browser's first that there is. */
export async function useLanguage() {
  const wanted = [choices.get('language'), ...(navigator.languages || [])];
  const code = wanted.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => tag && Object.hasOwn(LANGUAGES, tag)) || 'en';
  // The browser's own region decides how numbers and times look.
  locale = navigator.languages?.find((tag) => tag.toLowerCase().startsWith(code)) || code;
  words = code === 'en' ? en : (await import('./lang/de.js')).default;
  document.documentElement.lang = code;
}

export function useTheme() {
  const theme = choices.get('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** The words of a key, with `{name}` filled in. */
export function t(key, values = {}) {
  const text = words[key] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The words of a key, or what stands for it where there is none. */
export const tOr = (key, other) => (Object.hasOwn(words, key) ? words[key] : other);

const formats = new Map();
function format(kind, options) {
  const key = locale + kind + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl[kind](locale, options));
  return formats.get(key);
}

export function number(value, decimals) {
  return format('NumberFormat', decimals === undefined
    ? { maximumFractionDigits: 3 }
    : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

export function bytes(count) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let unit = 0;
  for (; count >= 1000 && unit < 4; unit++) count /= 1000;
  const digits = unit === 0 || count >= 100 ? 0 : 1;
  return format('NumberFormat', { style: 'unit', unit: units[unit], unitDisplay: unit === 0 ? 'long' : 'short', maximumFractionDigits: digits }).format(count);
}

/** A time of today as 14:02, one of another day with its date. */
export function time(date, withSeconds = false) {
  const isToday = date.toDateString() === new Date().toDateString();
  const options = { hour: '2-digit', minute: '2-digit' };
  if (withSeconds) options.second = '2-digit';
  if (!isToday) Object.assign(options, { day: 'numeric', month: 'short' });
  if (date.getFullYear() !== new Date().getFullYear()) options.year = 'numeric';
  return format('DateTimeFormat', options).format(date);
}

export function dateOr(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** "3 minutes ago", as coarse as a person would say it. */
export function ago(date, now = Date.now()) {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const [unit, size] = [['day', 86400], ['hour', 3600], ['minute', 60]].find(([, s]) => Math.abs(seconds) >= s) || ['second', 1];
  return format('RelativeTimeFormat', { numeric: 'auto', style: 'long' }).format(Math.round(seconds / size), unit);
}

export function duration(seconds) {
  const parts = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
  const first = parts.findIndex(([, size]) => seconds >= size);
  if (first < 0) return format('NumberFormat', { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(0);
  let left = seconds;
  return parts.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? '' : format('NumberFormat', { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  }).filter(Boolean).join(' ');
}

/** A list in its language's order, "tile 9" before "tile 10". */
export const compare = (a, b) => format('Collator', { numeric: true, sensitivity: 'base' }).compare(a, b);

const ICONS = {
  home: 'M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4.5v-6h-5v6H5a1 1 0 0 1-1-1z',
  wires: 'M5 3v5a4 4 0 0 0 4 4h6a4 4 0 0 1 4 4v5M3 3h4M17 21h4M12 3v4M12 17v4M10 3h4M10 21h4',
  server: 'M4 5.5A1.5 1.5 0 0 1 5.5 4h13A1.5 1.5 0 0 1 20 5.5v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 9.5zM4 14.5A1.5 1.5 0 0 1 5.5 13h13a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5zM7.5 7.5h.01M7.5 16.5h.01M11 7.5h5M11 16.5h5',
  file: 'M6 3h8l4 4v13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v4h4M8.5 12h7M8.5 16h5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  hidden: 'M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.8 3.5M6.2 7.6A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-1M9.9 9.9a3 3 0 0 0 4.2 4.2',
  arrange: 'M4 7h10M4 12h16M4 17h7M17 15v6M14 18l3 3 3-3',
  copy: 'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1zM5 15H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1',
  trash: 'M4 7h16M10 4h4M6 7l1 13h10l1-13M10 11v5M14 11v5',
  warn: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  print: 'M7 9V3h10v6M7 18H5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M7 14h10v7H7z',
  offline: 'M4 4l16 16M8.5 15.5a5 5 0 0 1 5.5-1.1M5 12a10 10 0 0 1 4-2.4M19 12a10 10 0 0 0-6.5-2.9M2 8.5A15 15 0 0 1 6 6M22 8.5A15 15 0 0 0 11 4.6M12 19h.01',
  temperature: 'M12 3a2 2 0 0 0-2 2v8.5a4 4 0 1 0 4 0V5a2 2 0 0 0-2-2zM12 9v8',
  humidity: 'M12 3.5s6 6.5 6 10.5a6 6 0 0 1-12 0c0-4 6-10.5 6-10.5z',
  pressure: 'M4 16a8 8 0 1 1 16 0M12 16l4-5M4 19.5h16',
  illuminance: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4',
  power: 'M13 3 5 14h6l-1 7 8-11h-6z',
  battery: 'M4 8.5A1.5 1.5 0 0 1 5.5 7h11A1.5 1.5 0 0 1 18 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 4 15.5zM21 10.5v3M7.5 10.5v3M11 10.5v3',
  signal: 'M2.5 9.5a13.5 13.5 0 0 1 19 0M5.5 13a9 9 0 0 1 13 0M8.5 16.3a5 5 0 0 1 7 0M12 19.5h.01',
  duration: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  data: 'M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3',
  air: 'M3 9h11a2.5 2.5 0 1 0-2.5-2.5M3 13h15a2.5 2.5 0 1 1-2.5 2.5M3 17h6.5a2 2 0 1 1-2 2',
  gauge: 'M4.5 18a9 9 0 1 1 15 0M12 13.5l4-4.5M12 14.5a1 1 0 1 0 0-2 1 1 0 0 0 0 2z',
  light: 'M9 17.5h6M10 20.5h4M12 3a6.5 6.5 0 0 0-4 11.6c.6.5 1 1.2 1 2.1v.8h6v-.8c0-.9.4-1.6 1-2.1A6.5 6.5 0 0 0 12 3z',
  switch: 'M12 4v8M7 6.8a7.5 7.5 0 1 0 10 0',
  fan: 'M12 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM12 10.5C9.5 8 9.8 3.5 13 3.5c2.7 0 2.5 3.5-.2 7M13.5 12c2.5-2.5 7-2.2 7 1 0 2.7-3.5 2.5-7-.2M12 13.5c2.5 2.5 2.2 7-1 7-2.7 0-2.5-3.5.2-7M10.5 12c-2.5 2.5-7 2.2-7-1 0-2.7 3.5-2.5 7 .2',
  climate: 'M12 21a6 6 0 0 0 6-6c0-3-2-4.5-3-7-1.5 1-2 2.5-2 4-2-1.5-2.5-5-1-9-4 2.5-6 7-6 12a6 6 0 0 0 6 6z',
  event: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM4 4h16v16H4z',
  button: 'M9 11V5.5a1.5 1.5 0 0 1 3 0V10l5 1a2 2 0 0 1 1.6 2.2L18 18a3 3 0 0 1-3 2.5h-3a3 3 0 0 1-2.5-1.3L6 14.5a1.4 1.4 0 0 1 2-2z',
  door: 'M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17M3.5 21h17M14.5 12h.01',
  opened: 'M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17M3.5 21h17M6 4l7 3v14M10.5 13h.01',
  window: 'M5 4h14v16H5zM12 4v16M5 12h14M3.5 20h17',
  motion: 'M13 5.5h.01M9 21l2-5-2.5-2.5 1-5L13 9l2 3 3 1M6.5 12 9.5 8.5M14 21l-1-4-2-2',
  problem: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5v5.5M12 16.5h.01',
  cover: 'M4 4h16M5.5 4v10h13V4M5.5 7.3h13M5.5 10.7h13M12 14v5M10.5 19h3',
  lock: 'M6 11h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zM8 11V8a4 4 0 0 1 8 0v3',
  number: 'M4 8h8M18 8h2M4 16h2M12 16h8M15 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 18.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  select: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  other: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 12h.01M12 12h.01M15.5 12h.01',
  chart: 'M4 4v16h16M7.5 15l3.5-5 3.5 3L20 6.5',
};

export function Icon({ name, size = 24 }) {
  return html`<svg class="icon" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true" focusable="false"><path d=${ICONS[name] || ICONS.other} /></svg>`;
}

/** A line that a person copies. Where the browser has no clipboard, which needs https, it is selected. */
export class Copyable extends Component {
  copy = async () => {
    const range = document.createRange();
    range.selectNodeContents(this.code);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    let copied = false;
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(this.props.text);
      copied = navigator.clipboard ? true : document.execCommand('copy');
    } catch { /* the line is selected, which is what is left to do */ }
    this.setState({ told: copied ? t('copied') : t('selected') });
    clearTimeout(this.later);
    this.later = setTimeout(() => this.setState({ told: '' }), 2500);
  };

  componentWillUnmount() {
    clearTimeout(this.later);
  }

  render({ text, label }, { told }) {
    return html`<div class="copyable">
      <code ref=${(element) => (this.code = element)} tabindex="0">${text}</code>
      <button type="button" class="quiet square" onClick=${this.copy} aria-label=${t('copy', { what: label || text })}><${Icon} name=${told ? 'check' : 'copy'} size="20" /></button>
      <span class="told" role="status">${told || ''}</span>
    </div>`;
  }
}

/** A question before something is done. Escape and the other button close it. */
export class Dialog extends Component {
  componentDidMount() {
    this.element.showModal();
  }

  /** Closed in order, so that the focus goes back to where it was. */
  componentWillUnmount() {
    this.element.close();
  }

  render({ title, onClose, children }) {
    return html`<dialog ref=${(element) => (this.element = element)} aria-labelledby="dialog-title" onClose=${onClose}>
      <h2 id="dialog-title">${title}</h2>
      ${children}
    </dialog>`;
  }
}

/** What stands where nothing is to be seen yet. */
export const Empty = ({ icon, title, children }) => html`<div class="empty">
  <span class="chip"><${Icon} name=${icon} size="32" /></span>
  <h2>${title}</h2>
  ${children}
</div>`;

export const Loading = () => html`<div class="loading" role="status"><span class="spinner" aria-hidden="true"></span>${t('loading')}</div>`;

/** A refusal or a lost connection in a sentence. */
export function sentence(error) {
  if (error?.message && error.code !== undefined) return error.message;
  if (error?.code !== undefined) return tOr('code' + error.code, t('refusedWith', { code: '0x' + error.code.toString(16) }));
  return error?.message === 'no answer' ? t('noAnswer') : t('lostOnTheWay');
}

/** Renders again whenever the source has changed. */
export class Watching extends Component {
  componentDidMount() {
    this.unlisten = this.props.source.listen(() => this.setState({}));
  }

  componentDidUpdate(before) {
    if (before.source === this.props.source) return;
    this.unlisten();
    this.unlisten = this.props.source.listen(() => this.setState({}));
  }

  componentWillUnmount() {
    this.unlisten();
  }

  /** What cannot be shown leaves its place empty, and all others where they are. */
  componentDidCatch() {
    this.setState({ isBroken: true });
  }

  render({ of, source }, { isBroken }) {
    return isBroken ? null : of(source);
  }
}
