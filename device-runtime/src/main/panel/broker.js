// The broker for those who look after it: who is connected, what was refused and what would let it in,
// what is kept, and what the card bears.
import { html, Component, Icon, Empty, Loading, Copyable, Dialog, t, tOr, number, bytes, duration, time, ago, dateOr, sentence } from './ui.js';

const NUMBERS = ['version', 'uptime', 'clients/connected', 'clients/maximum', 'messages/received', 'messages/sent', 'retained messages/count', 'heap/current'];
const UNDO_MILLIS = 10_000;

/** The rows of a list: lines of JSON, a JSON array, or columns with headings. */
export function rowsOf(text) {
  const objects = (list) => list.filter((each) => each !== null && typeof each === 'object' && !Array.isArray(each));
  const parsed = (line) => {
    try {
      return JSON.parse(line);
    } catch {
      return null;
    }
  };
  const start = text.trimStart();
  if (start.startsWith('[')) return objects(parsed(text) ?? []);
  const lines = text.split('\n').filter((line) => line !== '');
  if (start.startsWith('{')) return objects(lines.map(parsed));
  const [head, ...rest] = lines.map((line) => line.split('\t'));
  return rest.filter((cells) => cells.length === head.length).map((cells) => Object.fromEntries(cells.map((cell, i) => [head[i], cell])));
}

const plain = (value) => (value === null || value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));
const moment = (value) => {
  const date = value === undefined || value === null ? null : dateOr(typeof value === 'number' ? value * 1000 : value);
  return date ? time(date) : plain(value);
};

/** A list of the broker that is asked for anew now and then. */
class Asked extends Component {
  state = {};

  componentDidMount() {
    this.ask();
    this.again = setInterval(() => this.props.isOnline && !document.hidden && this.ask(), 15_000);
  }

  componentWillUnmount() {
    this.isGone = true;
    clearInterval(this.again);
  }

  ask = async () => {
    try {
      const { text } = await this.props.client.once('$SYS/broker/' + this.props.topic, 6000);
      if (!this.isGone) this.setState({ text, error: '' });
    } catch (e) {
      if (!this.isGone) this.setState({ error: e.message === 'no answer' ? t('notTold') : sentence(e) });
    }
  };

  render({ title, of, className = '' }, { text, error }) {
    return html`<section class=${'card ' + className}><h2>${title}</h2>
      ${text !== undefined ? of(text, this.ask) : error ? html`<p class="muted">${error}</p>` : html`<p class="muted" role="status">${t('loading')}</p>`}</section>`;
  }
}

export class BrokerPage extends Component {
  constructor() {
    super();
    this.state = { values: {} };
  }

  componentDidMount() {
    this.unwatch = NUMBERS.map((name) => this.props.client.watch('$SYS/broker/' + name, ({ text }) =>
      this.setState(({ values }) => ({ values: { ...values, [name]: text } }))));
  }

  componentWillUnmount() {
    this.unwatch.forEach((end) => end());
  }

  render({ home, client, isOnline }, { values }) {
    if (home.me && !home.me.admin) return html`<h1 class="sr">${t('nav_broker')}</h1><${Empty} icon="lock" title=${t('adminsOnly')}><p>${t('adminsOnlyHint')}</p><//>`;
    const asked = { client, isOnline };
    return html`<h1>${t('nav_broker')}</h1>
      <dl class="numbers">${NUMBERS.filter((name) => values[name] !== undefined).map((name) => html`<div class="card"><dt>${t('sys_' + name.replace(/[/ ]/g, '_'))}</dt><dd>${name === 'version' ? home.me?.version ?? '' : shown(name, values[name])}</dd></div>`)}</dl>
      <div class="columns">
        <${Asked} ...${asked} topic="refusals/list" title=${t('refusals')} className="whole" of=${(text) => html`<${Refusals} rows=${rowsOf(text)} />`} />
        <${Asked} ...${asked} topic="clients/list" title=${t('clients')} className="whole" of=${(text) => html`<${Clients} rows=${rowsOf(text)} own=${client.clientId} />`} />
        <${Asked} ...${asked} topic="retained/list" title=${t('retained')} className="whole" of=${(text, ask) => html`<${Retained} rows=${rowsOf(text)} client=${client} isOnline=${isOnline} ask=${ask} />`} />
        <${Asked} ...${asked} topic="store" title=${t('store')} of=${store} />
        <${Asked} ...${asked} topic="log/last" title=${t('log')} className="whole" of=${(text) => html`<pre class="log" tabindex="0" role="region" aria-label=${t('log')}>${text.slice(-200_000)}</pre>`} />
      </div>`;
  }
}

/** A list of which the next portion comes when it is asked for. */
class Portions extends Component {
  state = { count: 100 };

  render({ rows, of }, { count }) {
    return html`${of(rows.slice(0, count))}${rows.length > count && html`<button type="button" onClick=${() => this.setState({ count: count * 2 })}>${t('showMore', { count: number(rows.length - count) })}</button>`}`;
  }
}

function shown(name, text) {
  const value = parseFloat(text);
  if (!Number.isFinite(value)) return text;
  return name === 'uptime' ? duration(value) : name.startsWith('heap') ? bytes(value) : number(value, 0);
}

const Refusals = ({ rows }) => (rows.length === 0 ? html`<p class="muted">${t('noRefusals')}</p>` : html`<${Portions} rows=${[...rows].reverse()} of=${(some) => html`<ul class="refusals">
  ${some.map((row) => html`<li><p><strong>${plain(row.who ?? row.host)}</strong> <span class="muted">${row.host && row.who && html`${row.host} · `}${moment(row.time)}${row.count > 1 && html` · ${t('times', { count: number(row.count) })}`}</span></p>
    <p>${plain(row.what ?? row.text)}</p>${row.rule && html`<p class="muted">${t('byRule', { rule: plain(row.rule) })}</p>`}
    ${typeof row.advice === 'string' && row.advice !== '' && html`<${Copyable} text=${row.advice} label=${t('letsIn')} />`}</li>`)}</ul>`} />`);

const Clients = ({ rows, own }) => (rows.length === 0 ? html`<p class="muted">${t('nothingYet')}</p>` : html`<${Portions} rows=${rows} of=${(some) => html`<div class="scroll" tabindex="0" role="region" aria-label=${t('clients')}><table class="plain-table">
  <thead><tr>${['client', 'user', 'address', 'version', 'since', 'queued'].map((column) => html`<th scope="col">${t('client_' + column)}</th>`)}</tr></thead>
  <tbody>${some.map((row) => html`<tr><th scope="row"><code>${plain(row.client)}</code>${row.client === own && html` <span class="muted">${t('thisPage')}</span>`}</th>
    <td>${plain(row.user)}</td><td>${plain(row.address)}</td><td>${plain(row.version)}</td><td>${moment(row.since)}</td><td>${plain(row.queued)}</td></tr>`)}</tbody></table></div>`} />`);

/** What is kept, and how it is let go: asked first, and taken back within ten seconds. */
class Retained extends Component {
  state = { filter: '', undo: [] };

  componentWillUnmount() {
    clearTimeout(this.later);
  }

  forget = async (topic) => {
    this.setState({ asked: null, error: '' });
    const { client } = this.props;
    try {
      const { payload } = await client.once(topic, 5000);
      await client.publish(topic, '', { retain: true });
      this.setState({ undo: { topic, payload } });
      clearTimeout(this.later);
      this.later = setTimeout(() => this.setState({ undo: null }), UNDO_MILLIS);
      this.props.ask();
    } catch (e) {
      this.setState({ error: e.message === 'no answer' ? t('goneAlready') : sentence(e) });
    }
  };

  undo = async () => {
    const { topic, payload } = this.state.undo;
    clearTimeout(this.later);
    this.setState({ undo: null });
    try {
      await this.props.client.publish(topic, payload, { retain: true });
      this.props.ask();
    } catch (e) {
      this.setState({ error: sentence(e) });
    }
  };

  render({ rows, isOnline }, { filter, asked, undo, error }) {
    const found = rows.filter(({ topic }) => typeof topic === 'string' && topic.toLowerCase().includes(filter.toLowerCase()));
    return html`<label for="retained-filter">${t('searchTopic')}</label>
      <input id="retained-filter" type="search" value=${filter} onInput=${({ target }) => this.setState({ filter: target.value })} />
      <p class="muted" role="status">${t('retainedCount', { count: number(found.length) })}</p>
      <div role="status">${undo?.topic && html`<p class="note"><span>${t('forgotten', { topic: undo.topic })}</span> <button type="button" onClick=${this.undo}>${t('undo')}</button></p>`}</div>
      ${error && html`<p class="alert" role="alert">${error}</p>`}
      <${Portions} rows=${found} of=${(some) => html`<ul class="retained">${some.map((row) => html`<li key=${row.topic}><span><code>${row.topic}</code><br /><span class="muted">${bytes(Number(row.bytes) || 0)} · ${writer(row)}</span></span>
        <button type="button" class="quiet square" disabled=${!isOnline} aria-label=${t('forget', { topic: row.topic })} onClick=${() => this.setState({ asked: row.topic })}><${Icon} name="trash" size="20" /></button></li>`)}</ul>`} />
      ${asked && html`<${Dialog} title=${t('forgetAsk')} onClose=${() => this.setState({ asked: null })}><p><code>${asked}</code></p><p class="muted">${t('forgetWhat')}</p>
        <div class="buttons"><button type="button" onClick=${() => this.setState({ asked: null })}>${t('cancel')}</button><button type="button" class="danger" onClick=${() => this.forget(asked)}>${t('forgetIt')}</button></div><//>`}`;
  }
}

function writer(row) {
  const who = row.client && row.client !== '-' ? row.client : t('unknownWriter');
  const since = dateOr(row.since ?? row.time ?? '');
  return [who, row.user && row.user !== '-' ? row.user : '', row.writer ? tOr('writer_' + row.writer, row.writer) : '', since ? ago(since) : ''].filter(Boolean).join(' · ');
}

function store(text) {
  const value = rowsOf(text)[0] ?? {};
  const rows = [['storeFolder', value.folder], ['storeBytes', bytes(Number(value.bytes) || 0)], ['writtenToday', bytes(Number(value.written_today) || 0)],
    ['aYear', value.a_year === undefined ? undefined : bytes(Number(value.a_year) || 0)], ['free', value.free === undefined ? undefined : bytes(Number(value.free) || 0)]];
  if (!value.folder) return html`<p class="muted">${t('noStore')}</p>`;
  return html`<dl class="pairs">${rows.filter(([, each]) => each !== undefined).map(([key, each]) => html`<dt>${t(key)}</dt><dd>${each}</dd>`)}</dl>`;
}
