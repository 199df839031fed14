// What was: a line of a day on a tile, and on a thing's page a plot from an hour to a year, the same
// numbers as a table, and as a file. Drawn as SVG, so that colours and sizes are those of the page.
import { html, Component, t, tOr, number, time } from './ui.js';

const SPANS = ['hour', 'day', 'week', 'month', 'year'];
const HEIGHT = 260, LEFT = 52, BOTTOM = 28, TOP = 10, RIGHT = 8;
const REFRESH_MILLIS = 10 * 60_000;
const MAX_POINTS = 4000;

/** An answer of the recorder as points, { at, min, mean, max }; gaps have no mean. */
export function pointsOf({ from, step, min, mean, max }) {
  if (!Number.isFinite(from) || !(step > 0) || !Array.isArray(mean)) return [];
  const of = (list, i) => (Number.isFinite(list?.[i]) ? list[i] : Number.isFinite(mean[i]) ? mean[i] : null);
  return mean.slice(0, MAX_POINTS).map((value, i) => ({
    at: (from + i * step) * 1000, mean: Number.isFinite(value) ? value : null, min: of(min, i), max: of(max, i),
  }));
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

/** Points that follow each other; a gap of more than a few steps begins the next run. */
function runs(points) {
  const step = points.length > 1 ? points[1].at - points[0].at : 0;
  const found = [];
  for (const point of known(points)) {
    const last = found.at(-1);
    if (last && point.at - last.at(-1).at <= step * 3) last.push(point);
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
    const answer = await thing.home.history('day', thing.config.state_topic);
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

/** The plot of one thing with its spans. */
export class Plot extends Component {
  state = { span: 'day', width: 280 };

  componentDidMount() {
    this.sizes = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width > 0) this.setState({ width: Math.floor(contentRect.width) });
    });
    this.sizes.observe(this.element);
    this.ask('day');
    this.again = setInterval(() => document.hidden || this.ask(this.state.span), 60_000);
  }

  componentWillUnmount() {
    this.isGone = true;
    this.sizes.disconnect();
    clearInterval(this.again);
  }

  ask = async (span) => {
    if (span !== this.state.span) this.setState({ span, answer: undefined, cursor: null });
    const { thing } = this.props;
    const answer = await thing.home.history(span, thing.config.state_topic);
    if (!this.isGone && this.state.span === span) this.setState({ answer });
  };

  get unit() {
    const unit = this.props.thing.config.unit_of_measurement;
    return typeof unit === 'string' ? ' ' + unit : '';
  }

  render({ thing }, { span, answer }) {
    const changes = Array.isArray(answer?.changes) ? answer.changes.filter((each) => each !== null && typeof each === 'object') : null;
    const points = answer && !changes ? pointsOf(answer) : [];
    return html`<section class="whole card plot" ref=${(element) => (this.element = element)}>
      <div class="title"><h2>${t('history')}</h2>
        <div class="spans" role="group" aria-label=${t('history')}>${SPANS.map((each) => html`<button type="button" class="quiet" aria-pressed=${each === span ? 'true' : 'false'} onClick=${() => this.ask(each)}>${t('span_' + each)}</button>`)}</div></div>
      ${answer === undefined ? html`<p class="muted holding" role="status">${t('loading')}</p>`
        : answer === null ? html`<p class="muted">${t('noHistory')}</p>`
          : changes ? (changes.length === 0 ? html`<p class="muted">${t('emptyHistory')}</p>` : this.changes(answer, changes))
            : known(points).length === 0 ? html`<p class="muted holding">${t('emptyHistory')}</p>` : [this.drawing(points), this.table(points), html`<button type="button" onClick=${() => this.save(thing, points)}>${t('saveCsv')}</button>`]}
    </section>`;
  }

  drawing(points) {
    const { thing } = this.props;
    const { cursor } = this.state;
    const width = this.state.width;
    const [low, high] = extent(points);
    const step = niceStep(high - low, 4);
    const bottom = Math.floor(low / step) * step, top = Math.ceil(high / step) * step;
    const from = points[0].at, to = points.at(-1).at;
    const x = (at) => LEFT + ((at - from) / (to - from || 1)) * (width - LEFT - RIGHT);
    const y = (value) => TOP + (1 - (value - bottom) / (top - bottom || 1)) * (HEIGHT - TOP - BOTTOM);
    const { ticks, isDays } = timeTicks(from, to, Math.max(2, Math.floor(width / 90)));
    const values = Array.from({ length: Math.round((top - bottom) / step) + 1 }, (_, i) => bottom + i * step);
    const decimals = Math.max(0, -Math.floor(Math.log10(step)));
    const some = known(points);
    const chosen = some[cursor ?? -1];
    const say = (value) => number(value, Math.max(decimals, thing.config.suggested_display_precision ?? 0)) + this.unit;
    const move = (to_) => this.setState({ cursor: Math.min(some.length - 1, Math.max(0, to_)) });
    const point = ({ offsetX }) => {
      const at = from + ((offsetX - LEFT) / (width - LEFT - RIGHT)) * (to - from);
      move(some.reduce((best, each, i) => (Math.abs(each.at - at) < Math.abs(some[best].at - at) ? i : best), 0));
    };
    const key = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -24, PageDown: 24, Home: -Infinity, End: Infinity }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      move((cursor ?? some.length - 1) + by);
    };
    return html`<div tabindex="0" role="group" aria-label=${t('plotSays', { name: thing.name, last: say(some.at(-1).mean), min: say(low === bottom && some.length === 1 ? some[0].min : Math.min(...some.map((each) => each.min))), max: say(Math.max(...some.map((each) => each.max))) })}
        onPointerMove=${point} onPointerDown=${point} onPointerLeave=${() => this.setState({ cursor: null })} onKeyDown=${key}>
        <svg class="chart" width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
          ${values.map((value) => html`<g><line class="grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(value)} y2=${y(value)} /><text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">${number(value, decimals)}</text></g>`)}
          ${ticks.map((at) => html`<text x=${x(at)} y=${HEIGHT - 8} text-anchor="middle">${isDays ? dayFormat(at) : hourFormat(at)}</text>`)}
          <path class="band" d=${band(points, x, y)} /><path class="mean" d=${line(points, x, y)} />
          ${chosen && html`<g><line class="cursor" x1=${x(chosen.at)} x2=${x(chosen.at)} y1=${TOP} y2=${HEIGHT - BOTTOM} /><circle class="spot" cx=${x(chosen.at)} cy=${y(chosen.mean)} r="4.5" /></g>`}
        </svg></div>
      <output class="reading" aria-live="polite">${chosen ? `${time(new Date(chosen.at))}: ${say(chosen.mean)} (${say(chosen.min)} – ${say(chosen.max)})` : t('plotSays', { name: thing.name, last: say(some.at(-1).mean), min: say(Math.min(...some.map((each) => each.min))), max: say(Math.max(...some.map((each) => each.max))) })}</output>`;
  }

  table(points) {
    const some = known(points);
    return html`<details class="numbers-table"><summary>${t('asTable')}</summary><div class="scroll" tabindex="0" role="region" aria-label=${t('asTable')}><table class="plain-table"><thead><tr>${['from', 'lowest', 'mean', 'highest'].map((key) => html`<th scope="col">${t(key)}</th>`)}</tr></thead>
      <tbody>${some.slice(-500).reverse().map(({ at, min, mean, max }) => html`<tr><td>${time(new Date(at))}</td><td>${number(min)}</td><td>${number(mean)}</td><td>${number(max)}${this.unit}</td></tr>`)}</tbody></table></div></details>`;
  }

  /** On and off as bars of one strip, with the list below. */
  changes({ from, to }, changes) {
    const start = Number(from) * 1000, end = Number(to) * 1000 || Date.now();
    const width = this.state.width;
    const x = (at) => Math.min(1, Math.max(0, (at - start) / (end - start || 1))) * width;
    const at = (change) => (typeof change.time === 'number' ? change.time * 1000 : new Date(change.time).getTime());
    const dated = changes.filter((change) => !Number.isNaN(at(change)));
    const { ticks, isDays } = timeTicks(start, end, Math.max(2, Math.floor(width / 90)));
    return html`<svg class="chart" width=${width} height="64" viewBox=${`0 0 ${width} 64`} aria-hidden="true"><rect class="strip" x="0" y="6" width=${width} height="28" rx="6" />
        ${dated.map((change, i) => (['ON', 'on', 'heat', 'heating', 'open'].includes(change.state) ? html`<rect class="on" x=${x(at(change))} y="6" width=${Math.max(1.5, x(dated[i + 1] ? at(dated[i + 1]) : end) - x(at(change)))} height="28" rx="2" />` : null))}
        ${ticks.map((tick) => html`<text x=${x(tick)} y="54" text-anchor="middle">${isDays ? dayFormat(tick) : hourFormat(tick)}</text>`)}</svg>
      <ul class="rows">${dated.slice(-20).reverse().map((change) => html`<li><span><strong>${change.state === null ? t('offline') : tOr('state_' + change.state, String(change.state))}</strong>${change.by && html`<br /><span class="muted">${String(change.by)}</span>`}</span><span>${time(new Date(at(change)), true)}</span></li>`)}</ul>`;
  }

  save(thing, points) {
    const rows = known(points).map(({ at, min, mean, max }) => [new Date(at).toISOString(), min, mean, max].join(','));
    const file = new Blob([['time,lowest,mean,highest', ...rows].join('\r\n'), '\r\n'], { type: 'text/csv' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `${thing.name.replace(/[^\p{L}\p{N} _-]/gu, '')}-${this.state.span}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
