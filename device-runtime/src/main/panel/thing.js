// A thing: why it is as it is, who switched it last, its wires, its topics.
import { html, Component, Icon, Empty, Loading, Copyable, t, tOr, time, dateOr } from './ui.js';
import { Tile } from './tiles.js';
import { Plot } from './plot.js';

/** A value in single quotes of a shell, whatever it holds. */
export const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function commandLine(words, user) {
  const login = user ? ['-u', quoted(user), '-P', 'PASSWORD'] : [];
  return [words[0], '-h', quoted(location.hostname.replace(/^\[|\]$/g, '')), ...login, ...words.slice(1).map(quoted)].join(' ');
}

/** Who it was, of "user anna, client phone", "client phone" or "button: Wall button". */
export function who(by) {
  if (typeof by !== 'string') return '';
  const [, user, device] = /^user (.*?)(?:, client (.*))?$/s.exec(by) || [];
  // A page's own name says nothing to anybody.
  if (user !== undefined) return t('byUser', { name: user }) + (device && !device.startsWith('panel-') ? ` (${device})` : '');
  const [, client] = /^client (.*)$/s.exec(by) || [];
  if (client !== undefined) return t('byClient', { name: client });
  const [, kind, name] = /^(\w+)(?:: (.*))?$/.exec(by) || [];
  return kind === undefined ? by : tOr('by_' + kind, by).replace('{name}', name ?? '');
}

export class ThingPage extends Component {
  componentDidMount() {
    const { home, id, client } = this.props;
    this.unlisten = home.listen(() => this.follow());
    this.follow();
    this.unwatch = client.watch('$SYS/broker/panel/wiring', ({ text }) => {
      try {
        const wires = JSON.parse(text).wires;
        this.setState({ wires: Array.isArray(wires) ? wires : [] });
      } catch { /* no wiring to show */ }
    });
    this.id = id;
  }

  follow() {
    const thing = this.props.home.things.get(this.props.id);
    if (thing !== this.thing) {
      this.unfollow?.();
      this.thing = thing;
      this.unfollow = thing?.listen(() => this.setState({}));
    }
    this.setState({});
  }

  componentWillUnmount() {
    this.unlisten();
    this.unfollow?.();
    this.unwatch();
  }

  render({ home, id, isOnline }, { wires = [] }) {
    const thing = home.things.get(id);
    if (!thing) return home.isSettled ? html`<h1 class="sr">${t('thing')}</h1><${Empty} icon="other" title=${t('noSuchThing')}><p><a href="#">${t('toHome')}</a></p><//>` : html`<${Loading} />`;
    const part = thing.base?.split('/').at(-1);
    const own = wires.filter((wire) => wire.part === part);
    return html`<p class="crumb"><a href="#"><${Icon} name="back" size="20" />${t('nav_home')}</a></p>
      <h1>${thing.name}</h1>
      <p class="muted lead">${[thing.device.room, thing.device.name].filter(Boolean).join(' · ')}${thing.device.made && html`<br />${thing.device.made}`}</p>
      <div class="columns">
        <section aria-label=${t('state')}>
          <ul class="tiles single"><${Tile} thing=${thing} isOnline=${isOnline} heading="h2" /></ul>
          ${this.reason(thing)}
        </section>
        ${thing.platform === 'sensor' ? null : html`<section><h2>${t('lastChanges')}</h2>${home.me?.clock_set === false && html`<p class="muted">${t('clockNotSet')}</p>`}${this.changes(thing)}</section>`}
        ${typeof thing.config.state_topic === 'string' && !['event', 'button'].includes(thing.platform) && html`<${Plot} thing=${thing} key=${thing.id} />`}
        ${own.length > 0 && html`<section><h2>${t('wires')}</h2><ul class="rows">${own.map((wire) => html`<li><span class="wire-end">${wire.from}</span><span>${t('pinNumber', { pin: wire.pin })}</span></li>`)}</ul>
          <p><a href="#wiring">${t('allWires')}</a></p></section>`}
        <section class="whole"><h2>${t('topics')}</h2>${this.topics(thing, home.user)}</section>
      </div>`;
  }

  reason(thing) {
    if (thing.isAvailable !== false) return thing.isUnsupported ? html`<p class="note"><${Icon} name="problem" size="20" /><span>${t('needsHomeAssistantWhy')}</span></p>` : null;
    return html`<div class="note" role="status"><${Icon} name="offline" size="20" /><div><strong>${t('offline')}</strong><p>${thing.problem || t('offlineHint', { name: thing.device.name })}</p></div></div>`;
  }

  changes(thing) {
    const last = thing.lastChange;
    const at = last && dateOr(last.time);
    const rows = thing.changes.filter((change) => !(at && Math.abs(change.at - at) < 2000));
    if (!last && rows.length === 0) return html`<p class="muted">${t('noChanges')}</p>`;
    return html`<ul class="rows">
      ${last && html`<li><span><strong>${tOr('state_' + last.state, String(last.state ?? ''))}</strong><br /><span class="muted">${who(last.by)}</span></span><span>${at ? time(at, true) : t('clockWasNotSet')}</span></li>`}
      ${rows.map(({ at: when, text }) => html`<li key=${when.getTime()}><span class="cut">${tOr('state_' + text, text.slice(0, 200))}</span><span>${time(when, true)}</span></li>`)}
    </ul>`;
  }

  topics(thing, user) {
    const commands = thing.commandTopics();
    return html`<dl class="topics">
      ${thing.topics().map((topic) => html`<dt>${topic}</dt><dd class="cut">${thing.values.get(topic)?.text.slice(0, 500) ?? html`<span class="muted">${t('nothingYet')}</span>`}</dd>`)}
      ${commands.map((topic) => html`<dt>${topic}</dt><dd class="muted">${t('takesCommands')}</dd>`)}
    </dl>
    <h3>${t('onCommandLine')}</h3>
    <${Copyable} text=${commandLine(['mosquitto_sub', '-v', ...(thing.base ? [thing.base + '/#'] : thing.topics()).flatMap((topic) => ['-t', topic])], user)} label=${t('subscribeLine')} />
    ${commands[0] && ['light', 'switch', 'fan'].includes(thing.platform) && !thing.isJsonLight && html`<${Copyable} text=${commandLine(['mosquitto_pub', '-t', commands[0], '-m', String(thing.config.payload_on ?? 'ON')], user)} label=${t('publishLine')} />`}`;
  }
}

