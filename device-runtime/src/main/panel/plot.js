// What was: a line of a day on a tile, and on a thing's page a plot from an hour to a year, the same
// numbers as a table, and as a file. Drawn as SVG, so that colours and sizes are those of the page.
import { html, Component, Icon, t, tOr, number, time } from './ui.js';
import { who } from './thing.js';

const SPANS = ['hour', 'day', 'week', 'month', 'year'];
const DIFFERENCES = ['hours', 'days', 'months'];
const HEIGHT = 260, LEFT = 52, BOTTOM = 28, TOP = 10, RIGHT = 8;
const REFRESH_MILLIS = 10 * 60_000;
const MAX_POINTS = 4000;
const MAX_READINGS = 4;
const MIN_SECONDS = 600;

/** An answer of the recorder as points, { at, min, mean, max, last, gone }; gaps have no mean. */
export function pointsOf({ from, step, min, mean, max, last, ends }) {
  if (!Number.isFinite(from) || !(step > 0) || !Array.isArray(mean)) return [];
  const of = (list, i) => (Number.isFinite(list?.[i]) ? list[i] : Number.isFinite(mean[i]) ? mean[i] : null);
  const offline = Array.isArray(ends) ? ends.filter(Number.isFinite) : [];
  let gone = 0;
  return mean.slice(0, MAX_POINTS).map((value, i) => {
    // How often it had gone offline until then: between two points of which that differs nothing is known.
    while (offline[gone] < from + i * step) gone++;
    return { at: (from + i * step) * 1000, mean: Number.isFinite(value) ? value : null, min: of(min, i), max: of(max, i), last: of(last, i), gone };
  });
}

const known = (points) => points.filter(({ mean }) => mean !== null);

function extent(points) {
  let low = Infinity, high = -Infinity;
  for (const { min, max } of known(points)) {
    low = Math.min(low, min);
    high = Math.max(high, max);
  }
  return low < high ? [low, high] : [low - 1, high + 1];
}

/** Points between which it was never offline: who says nothing for a while has merely nothing to say. */
function runs(points) {
  const found = [];
  for (const point of known(points)) {
    const last = found.at(-1);
    if (last && point.gone === last[0].gone) last.push(point);
    else found.push([point]);
  }
  return found;
}

const along = (list, key, x, y) => list.map((point) => `${x(point.at).toFixed(1)} ${y(point[key]).toFixed(1)}`).join('L');
const line = (points, x, y) => runs(points).map((run) => 'M' + along(run, 'mean', x, y)).join('');
const band = (points, x, y) => runs(points).filter((run) => run.length > 1)
  .map((run) => `M${along(run, 'max', x, y)}L${along([...run].reverse(), 'min', x, y)}Z`).join('');

/** The last 24 hours on a tile, asked for when the tile comes into sight. */
export class Spark extends Component {
  componentDidMount() {
    this.observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.ask());
    this.observer.observe(this.element);
  }

  componentWillUnmount() {
    this.isGone = true;
    this.observer.disconnect();
  }

  async ask() {
    if (this.askedAt && Date.now() - this.askedAt < REFRESH_MILLIS) return;
    this.askedAt = Date.now();
    const { thing } = this.props;
    const answer = await thing.home.history('day', thing.recorded);
    if (answer && !this.isGone) this.setState({ points: pointsOf(answer) });
  }

  render(_, { points = [] }) {
    const some = known(points);
    if (some.length < 2) return html`<span class="spark" ref=${(element) => (this.element = element)}></span>`;
    const [low, high] = extent(points);
    const from = points[0].at, to = points.at(-1).at;
    const x = (at) => ((at - from) / (to - from || 1)) * 100;
    const y = (value) => 30 - ((value - low) / (high - low)) * 26;
    return html`<span class="spark" ref=${(element) => (this.element = element)}><svg viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label=${t('lastDay', { min: number(low), max: number(high) })}><path d=${line(points, x, y)} /></svg></span>`;
  }
}

const niceStep = (range, count) => {
  const rough = range / count, size = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find((each) => each * size >= rough) * size;
};

/** Where the hours, days or months of the axis stand. */
function timeTicks(from, to, count) {
  const sizes = [60, 300, 600, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2629800, 7889400].map((s) => s * 1000);
  const size = sizes.find((each) => (to - from) / each <= count) ?? sizes.at(-1);
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  const ticks = [];
  for (let at = Math.ceil((from - offset) / size) * size + offset; at <= to; at += size) ticks.push(at);
  return { ticks, isDays: size >= 86400_000 };
}

const dayFormat = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { day: 'numeric', month: 'short' }).format(at);
const hourFormat = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }).format(at);

const monthFormat = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { month: 'short', year: 'numeric' }).format(at);

/** A cell of a table for other programs, which none of them takes for a formula. */
function cell(value) {
  if (typeof value === 'number') return String(value);
  const text = String(value ?? '').replace(/^[=+@\t\r-]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const nearest = (points, at) => points.reduce((best, each) => (Math.abs(each.at - at) < Math.abs(best.at - at) ? each : best), points[0]);
const smallest = (points) => Math.min(...points.map(({ min }) => min));
const largest = (points) => Math.max(...points.map(({ max }) => max));

/** The plot of one thing with its spans, beside others that are measured in the same unit. */
export class Plot extends Component {
  state = { view: 'day', range: null, others: [], width: 280 };
  fingers = new Map();

  componentDidMount() {
    this.sizes = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width > 0) this.setState({ width: Math.floor(contentRect.width) });
    });
    this.sizes.observe(this.element);
    this.ask();
    this.again = setInterval(() => document.hidden || this.ask(), 60_000);
  }

  componentWillUnmount() {
    this.isGone = true;
    this.sizes.disconnect();
    clearInterval(this.again);
  }

  ask = async (change) => {
    const { thing } = this.props;
    const { view, range, others } = { ...this.state, ...change };
    if (change) this.setState({ view, range, others, answers: undefined, cursor: null });
    const mine = (this.asked = Symbol('question'));
    const answers = await Promise.all([thing, ...others].map((each) => thing.home.history(range ? range.join('/') : view, each.recorded)));
    if (!this.isGone && this.asked === mine) this.setState({ answers });
  };

  get unit() {
    const unit = this.props.thing.config.unit_of_measurement;
    return typeof unit === 'string' ? ' ' + unit : '';
  }

  /** Sensors that could stand beside this one. */
  get comparable() {
    const { thing } = this.props;
    const unit = thing.config.unit_of_measurement;
    if (thing.platform !== 'sensor' || typeof unit !== 'string') return [];
    return [...thing.home.things.values()].filter((each) => each !== thing && each.platform === 'sensor' && each.recorded && each.config.unit_of_measurement === unit
      && !this.state.others.includes(each));
  }

  render({ thing }, { view, range, answers }) {
    const views = [...SPANS, ...(String(thing.config.state_class).startsWith('total') ? DIFFERENCES : [])];
    return html`<section class="whole card plot" ref=${(element) => (this.element = element)}>
      <div class="title"><h2>${t('history')}</h2>
        <div class="spans" role="group" aria-label=${t('history')}>${views.map((each) => html`<button type="button" class="quiet" aria-pressed=${each === view && !range ? 'true' : 'false'} onClick=${() => this.ask({ view: each, range: null })}>${t('span_' + each)}</button>`)}</div></div>
      ${answers === undefined ? html`<p class="muted holding" role="status">${t('loading')}</p>` : answers[0] === null ? html`<p class="muted">${t('noHistory')}</p>` : this.shown(answers)}
    </section>`;
  }

  shown(answers) {
    const [answer] = answers;
    const { thing } = this.props;
    const { view, others } = this.state;
    if (Array.isArray(answer.changes)) {
      const changes = answer.changes.map((each) => ({ ...each, at: typeof each?.time === 'number' ? each.time * 1000 : new Date(each?.time).getTime() })).filter(({ at, state }, i, all) => !Number.isNaN(at) && (state !== null || all[i - 1]?.state !== null));
      const rows = changes.map(({ at, state, by }) => [at, state ?? 'offline', by ?? '']);
      return [this.steps(Number(answer.from) * 1000, Number(answer.to) * 1000), changes.length === 0 ? html`<p class="muted holding">${t('emptyHistory')}</p>` : [this.bars(answer, changes), this.save(['time', 'state', 'by'], rows)]];
    }
    if (Array.isArray(answer.times)) {
      const rows = answer.times.map((at, i) => [at * 1000, answer.change?.[i]]).filter(([, rise]) => Number.isFinite(rise));
      return rows.length === 0 ? html`<p class="muted holding">${t('emptyHistory')}</p>`
        : [this.rises(rows), this.table([t('from'), t('rise')], rows, { hours: (at) => time(new Date(at)), days: dayFormat, months: monthFormat }[view]), this.save(['time', 'rise'], rows)];
    }
    const all = [thing, ...others].map((each, i) => ({ thing: each, points: answers[i] ? pointsOf(answers[i]) : [] }));
    const { points } = all[0];
    const isEmpty = all.every((each) => known(each.points).length === 0);
    const rows = others.length === 0 ? known(points).map(({ at, min, mean, max }) => [at, min, mean, max])
      : points.map(({ at }, i) => [at, ...all.map((each) => each.points[i]?.mean)]).filter((row) => row.slice(1).some((value) => value !== null && value !== undefined));
    const names = others.length === 0 ? ['lowest', 'mean', 'highest'] : all.map((each) => each.thing.name);
    return [this.steps(points[0]?.at, points.at(-1)?.at + points[1]?.at - points[0]?.at),
      isEmpty ? html`<p class="muted holding">${t('emptyHistory')}</p>` : this.drawing(all), this.beside(all),
      !isEmpty && [this.table([t('from'), ...names.map((name) => (others.length === 0 ? t(name) : name))], rows), this.save(['time', ...names], rows)]];
  }

  /** So many seconds about a time. */
  show(middle, seconds) {
    const size = Math.min(Math.max(seconds, MIN_SECONDS), 366 * 86400);
    const last = Math.min(Math.ceil(Date.now() / 1000), Math.round(middle / 1000 + size / 2));
    this.ask({ range: [Math.round(last - size), last] });
  }

  /** Nearer and further, earlier and later: by pointer, finger or key alike. */
  steps(from, to) {
    if (!(to > from)) return null;
    const at = this.state.cursorAt ?? (from + to) / 2;
    const size = (to - from) / 1000;
    const button = (key, icon, middle, next, isOff) => html`<button type="button" class="quiet square" aria-label=${t(key)} disabled=${isOff} onClick=${() => this.show(middle, next)}><${Icon} name=${icon} size="20" /></button>`;
    const middle = (from + to) / 2;
    return html`<div class="spans steps" role="group" aria-label=${t('zoom')}>
      ${button('earlierTime', 'back', middle - (to - from) / 2, size)}${button('zoomOut', 'minus', middle, size * 2)}
      ${button('zoomIn', 'plus', at, size / 2, size <= MIN_SECONDS)}${button('laterTime', 'next', middle + (to - from) / 2, size, to > Date.now() - size * 10)}</div>`;
  }

  /** The names of what is drawn, and what could be. */
  beside(all) {
    const { others } = this.state;
    const { comparable } = this;
    if (others.length === 0 && comparable.length === 0) return null;
    return html`<div class="beside">${others.length > 0 && all.map(({ thing }, i) => html`<span class="key"><svg width="32" height="8" aria-hidden="true"><path class=${'mean s' + i} d="M0 4H32" /></svg>${thing.name}
        ${i > 0 && html`<button type="button" class="quiet square" aria-label=${t('without', { name: thing.name })} onClick=${() => this.ask({ others: others.filter((each) => each !== thing) })}><${Icon} name="close" size="20" /></button>`}</span>`)}
      ${comparable.length > 0 && all.length < MAX_READINGS && html`<select aria-label=${t('compare')} onChange=${({ target }) => this.ask({ others: [...others, comparable[target.selectedIndex - 1]] })}>
        <option selected>${t('compare')}</option>${comparable.map((each) => html`<option>${[each.name, each.device.name].filter(Boolean).join(' · ')}</option>`)}</select>`}</div>`;
  }

  drawing(all) {
    const { thing } = this.props;
    const { cursor, width } = this.state;
    const [low, high] = extent(all.flatMap(({ points }) => points));
    const step = niceStep(high - low, 4);
    const bottom = Math.floor(low / step) * step, top = Math.ceil(high / step) * step;
    const lead = all.find(({ points }) => known(points).length > 0);
    const from = lead.points[0].at, to = lead.points.at(-1).at;
    const x = (at) => LEFT + ((at - from) / (to - from || 1)) * (width - LEFT - RIGHT);
    const y = (value) => TOP + (1 - (value - bottom) / (top - bottom || 1)) * (HEIGHT - TOP - BOTTOM);
    const { ticks, isDays } = timeTicks(from, to, Math.max(2, Math.floor(width / 90)));
    const values = Array.from({ length: Math.round((top - bottom) / step) + 1 }, (_, i) => bottom + i * step);
    const decimals = Math.max(0, -Math.floor(Math.log10(step)));
    const some = known(lead.points);
    const chosen = some[cursor ?? -1];
    const say = (value) => number(value, Math.max(decimals, thing.config.suggested_display_precision ?? decimals + 1)) + this.unit;
    const says = all.filter(({ points }) => known(points).length > 0).map((each) => {
      const own = known(each.points);
      return t('plotSays', { name: each.thing.name, last: say(own.at(-1).last), min: say(smallest(own)), max: say(largest(own)) });
    }).join('. ');
    const move = (next) => {
      const i = Math.min(some.length - 1, Math.max(0, next));
      this.setState({ cursor: i, cursorAt: some[i].at });
    };
    const timeAt = (offset) => from + ((offset - LEFT) / (width - LEFT - RIGHT)) * (to - from);
    // Of each finger where it began and where it is: two that part show less, and what was between them stays in the middle.
    const { fingers } = this;
    const point = ({ type, pointerId, offsetX }) => {
      if (type === 'pointerdown' || fingers.has(pointerId)) fingers.set(pointerId, [fingers.get(pointerId)?.[0] ?? offsetX, offsetX]);
      if (fingers.size < 2) move(some.indexOf(nearest(some, timeAt(offsetX))));
    };
    const lift = () => {
      const [one, other] = fingers.values();
      fingers.clear();
      if (other) this.show(timeAt((one[0] + other[0]) / 2), ((to - from) / 1000) * Math.abs(one[0] - other[0]) / Math.max(1, Math.abs(one[1] - other[1])));
    };
    const key = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -24, PageDown: 24, Home: -Infinity, End: Infinity }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      move((cursor ?? some.length - 1) + by);
    };
    const near = chosen && all.map((each) => ({ name: each.thing.name, ...nearest(known(each.points), chosen.at) })).filter(({ at }) => at);
    return html`<div tabindex="0" role="group" aria-label=${says} onPointerMove=${point} onPointerDown=${point} onPointerUp=${lift} onPointerCancel=${() => fingers.clear()} onPointerLeave=${({ pointerId }) => (fingers.delete(pointerId), this.setState({ cursor: null }))} onKeyDown=${key}>
        <svg class="chart" width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
          ${values.map((value) => html`<g><line class="grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(value)} y2=${y(value)} /><text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">${number(value, decimals)}</text></g>`)}
          ${ticks.map((at) => html`<text x=${x(at)} y=${HEIGHT - 8} text-anchor="middle">${isDays ? dayFormat(at) : hourFormat(at)}</text>`)}
          ${all.length === 1 && html`<path class="band" d=${band(all[0].points, x, y)} />`}${all.map(({ points }, i) => html`<path class=${'mean s' + i} d=${line(points, x, y)} />`)}
          ${chosen && html`<g><line class="cursor" x1=${x(chosen.at)} x2=${x(chosen.at)} y1=${TOP} y2=${HEIGHT - BOTTOM} />${near.map(({ at, mean }) => html`<circle class="spot" cx=${x(at)} cy=${y(mean)} r="4.5" />`)}</g>`}
        </svg></div>
      <output class="reading" aria-live="polite">${chosen ? `${time(new Date(chosen.at))}: ${near.map((each) => (all.length > 1 ? `${each.name} ${say(each.mean)}` : `${say(each.mean)} (${say(each.min)} – ${say(each.max)})`)).join(', ')}` : says}</output>`;
  }

  /** How much a counter rose in each hour, day or month. */
  rises(rows) {
    const { view, width } = this.state;
    const highest = Math.max(...rows.map(([, rise]) => rise)) || 1;
    const step = niceStep(highest, 4), top = Math.ceil(highest / step) * step;
    const decimals = Math.max(0, -Math.floor(Math.log10(step)));
    const each = (width - LEFT - RIGHT) / rows.length;
    const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
    const every = Math.ceil(80 / each);
    const name = view === 'hours' ? (at) => time(new Date(at)) : view === 'days' ? dayFormat : monthFormat;
    return html`<svg class="chart" width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`} role="img" aria-label=${t('risesSay', { last: number(rows.at(-1)[1]) + this.unit, max: number(highest) + this.unit })}>
      ${Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step).map((value) => html`<g><line class="grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(value)} y2=${y(value)} /><text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">${number(value, decimals)}</text></g>`)}
      ${rows.map(([at, rise], i) => html`<g><rect class="on" x=${LEFT + i * each + each * 0.1} width=${each * 0.8} y=${y(rise)} height=${y(0) - y(rise)} />
        ${i % every === 0 && html`<text x=${LEFT + (i + 0.5) * each} y=${HEIGHT - 8} text-anchor="middle">${name(at)}</text>`}</g>`)}</svg>`;
  }

  table(head, rows, when = (at) => time(new Date(at))) {
    return html`<details class="numbers-table"><summary>${t('asTable')}</summary><div class="scroll" tabindex="0" role="region" aria-label=${t('asTable')}><table class="plain-table"><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.slice(-500).reverse().map(([at, ...values]) => html`<tr><td>${when(at)}</td>${values.map((value) => html`<td>${Number.isFinite(value) ? number(value) + this.unit : '–'}</td>`)}</tr>`)}</tbody></table></div></details>`;
  }

  /** On and off as bars of one strip, with the list below. */
  bars({ from, to }, dated) {
    const start = Number(from) * 1000, end = Number(to) * 1000 || Date.now();
    const { width } = this.state;
    const x = (at) => Math.min(1, Math.max(0, (at - start) / (end - start || 1))) * width;
    const { ticks, isDays } = timeTicks(start, end, Math.max(2, Math.floor(width / 90)));
    return html`<svg class="chart" width=${width} height="64" viewBox=${`0 0 ${width} 64`} aria-hidden="true"><rect class="strip" x="0" y="6" width=${width} height="28" rx="6" />
        ${dated.map((change, i) => (['ON', 'on', 'heat', 'heating', 'open'].includes(change.state) ? html`<rect class="on" x=${x(change.at)} y="6" width=${Math.max(1.5, x(dated[i + 1]?.at ?? end) - x(change.at))} height="28" rx="2" />` : null))}
        ${ticks.map((tick) => html`<text x=${x(tick)} y="54" text-anchor="middle">${isDays ? dayFormat(tick) : hourFormat(tick)}</text>`)}</svg>
      <ul class="rows">${dated.slice(-20).reverse().map(({ at, state, by }) => html`<li><span><strong>${state === null ? t('offline') : tOr('state_' + state, String(state))}</strong>${by && html`<br /><span class="muted">${who(by)}</span>`}</span><span>${time(new Date(at), true)}</span></li>`)}</ul>`;
  }

  save(head, rows) {
    const write = () => {
      const lines = [head, ...rows.map(([at, ...values]) => [new Date(at).toISOString(), ...values])];
      const file = new Blob([lines.map((each) => each.map(cell).join(',') + '\r\n').join('')], { type: 'text/csv' });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(file);
      link.download = `${this.props.thing.name.replace(/[^\p{L}\p{N} _-]/gu, '')}-${this.state.view}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    return html`<button type="button" onClick=${write}>${t('saveCsv')}</button>`;
  }
}
