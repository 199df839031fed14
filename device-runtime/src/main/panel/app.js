// The page: who is logged in, which page is open, and whether what is shown is true now.
import { html, Component, Icon, Loading, Empty, Watching, render, t, tOr, time, sentence, choices, useLanguage, useTheme } from './ui.js';
import { MqttClient } from './mqtt.js';
import { Home } from './home.js';
import { Login, trade, tradeTicket } from './login.js';
import { HomePage } from './rooms.js';
import { ThingPage } from './thing.js';
import { MePage } from './me.js';

/** Pages that few open are loaded when they are. */
const LATER = {
  wiring: () => import('./wiring.js').then((module) => module.WiringPage),
  broker: () => import('./broker.js').then((module) => module.BrokerPage),
  config: () => import('./config.js').then((module) => module.ConfigPage),
};
const HERE = { home: HomePage, thing: ThingPage, plot: ThingPage, me: MePage };

const NAVIGATION = [['home', 'home', false], ['wiring', 'wires', false], ['broker', 'server', true], ['config', 'file', true], ['me', 'person', false]];

const route = () => {
  const [, page = '', id = ''] = /^#([a-z]*):?(.*)$/.exec(location.hash) || [];
  let plain = '';
  try {
    plain = decodeURIComponent(id);
  } catch { /* an address that somebody has typed */ }
  return { page: page in HERE || page in LATER ? page : 'home', id: plain };
};

class App extends Component {
  constructor() {
    super();
    this.state = { ...route(), connection: 'connecting', isIn: false, pages: {} };
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.client = new MqttClient(`${scheme}://${location.host}/mqtt`, (state, error) => this.turned(state, error));
    this.home = new Home(this.client, sentence);
    this.home.start();
  }

  componentDidMount() {
    addEventListener('hashchange', () => this.moved());
    addEventListener('online', () => this.client.check());
    document.addEventListener('visibilitychange', () => document.hidden || this.client.check());
    this.home.listen(() => this.setState({}));
    this.moved();
    this.enter();
  }

  /** The first attempt: a code from a QR code, a login that was kept, or a network that asks for none. */
  async enter() {
    const code = this.props.pairing;
    if (code) {
      const isPaired = await tradeTicket('/pair', code).catch(() => false);
      if (!isPaired) {
        this.setState({ connection: 'ended', error: { code: -1, message: t('pairingFailed') } });
        return;
      }
      choices.set('login', 'kept');
    }
    if (choices.get('login') === 'form') this.setState({ connection: 'ended' });
    else this.client.open();
  }

  turned(connection, error) {
    if (connection === 'online') {
      this.home.connected();
      this.setState({ connection, error: null, isIn: true, lostAt: null });
      if (this.wantsKeeping) this.keep();
    } else if (connection === 'ended') {
      // Without a name the first refusal only says that one is needed.
      const asked = this.hasTyped;
      if (error) choices.set('login', 'form');
      this.setState({ connection, error: asked ? error : null, isIn: false });
    } else {
      const lostAt = this.state.connection === 'online' ? new Date() : this.state.lostAt;
      this.setState({ connection, lostAt, error: error ?? this.state.error });
    }
  }

  login = (login, isKept) => {
    this.hasTyped = true;
    this.wantsKeeping = isKept;
    this.setState({ error: null });
    choices.set('login', 'form');
    this.client.open(login);
  };

  async keep() {
    this.wantsKeeping = false;
    try {
      if (await trade(this.client, '/keep')) choices.set('login', 'kept');
    } catch { /* this tab is logged in all the same */ }
  }

  logout = async () => {
    try {
      await trade(this.client, '/forget');
    } catch { /* where nothing was kept */ }
    choices.set('login', 'form');
    this.client.close();
    // What was read does not stay in memory for the next person.
    location.hash = '';
    location.reload();
  };

  async moved() {
    const next = route();
    this.setState(next);
    scrollTo(0, 0);
    if (next.page in LATER && !this.state.pages[next.page]) {
      try {
        const page = await LATER[next.page]();
        this.setState(({ pages }) => ({ pages: { ...pages, [next.page]: page } }));
      } catch {
        this.setState({ isStale: true });
      }
    }
    document.title = next.page === 'home' ? 'Hearth' : `${['thing', 'plot'].includes(next.page) ? this.home.things.get(next.id)?.name ?? t('thing') : t('nav_' + next.page)} – Hearth`;
    if (this.hasMoved) document.getElementById('main')?.focus();
    this.hasMoved = true;
  }

  render(_, { page, id, connection, error, isIn, lostAt, pages, isStale }) {
    if (!isIn && connection === 'ended') return html`<${Login} error=${error} isBusy=${false} onLogin=${this.login} />`;
    if (!isIn && this.hasTyped && connection === 'connecting') return html`<${Login} error=${null} isBusy=${true} onLogin=${this.login} />`;
    if (!isIn) {
      return html`<main id="main" class="page" tabindex="-1">${connection === 'waiting'
        ? html`<h1 class="sr">Hearth</h1><${Empty} icon="offline" title=${t('notReached')}><p role="status">${error ? sentence(error) : t('triesAgain')}</p><//>`
        : html`<${Loading} />`}</main>`;
    }
    const Page = HERE[page] || pages[page];
    const { me } = this.home;
    const isOnline = connection === 'online';
    return html`<a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); document.getElementById('main').focus(); }}>${t('skip')}</a>
      <header class="bar">
        <a class="name" href="#"><span class="brand" aria-hidden="true"><${Icon} name="climate" /></span><span>${me?.name || 'Hearth'}</span></a>
        <nav aria-label=${t('pages')}>${NAVIGATION.filter(([each, , forAdmins]) => !forAdmins || (me?.admin && (each !== 'config' || me.config === true))).map(([each, icon]) => html`
          <a href=${each === 'home' ? '#' : '#' + each} aria-current=${page === each || (each === 'home' && ['thing', 'plot'].includes(page)) ? 'page' : null}><${Icon} name=${icon} /><span>${tOr('short_' + each, t('nav_' + each))}</span></a>`)}</nav>
      </header>
      <div class="news" role="status">
        ${!isOnline && html`<p class="lost"><${Icon} name="offline" size="20" /><span>${lostAt ? t('lost', { time: time(lostAt) }) : t('notConnected')}</span></p>`}
        ${(this.home.isUpdated || isStale) && html`<p class="lost"><span>${t('updated')}</span> <button type="button" onClick=${() => location.reload()}>${t('reload')}</button></p>`}
      </div>
      <main id="main" class="page" tabindex="-1">
        ${Page ? html`<${Page} home=${this.home} client=${this.client} id=${id} isOnline=${isOnline} logout=${this.logout} key=${page + id} />` : html`<${Loading} />`}
      </main>`;
  }
}

/** A code in the address is taken out of it before anything else is done. */
function takePairing() {
  const [, code] = /^#pair=(.+)$/.exec(location.hash) || [];
  if (code) history.replaceState(null, '', location.pathname);
  return code;
}

const pairing = takePairing();
useTheme();
useLanguage().then(() => {
  const root = document.getElementById('app');
  root.replaceChildren();
  render(html`<${App} pairing=${pairing} />`, root);
});
