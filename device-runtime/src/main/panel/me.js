// Me: this login, and what this browser keeps for the person before it.
import { html, Component, LANGUAGES, t, choices, useLanguage, useTheme } from './ui.js';
import { trade } from './login.js';

const LIBRARIES = [
  ['Preact 10.28.0', 'MIT', 'Copyright (c) 2015-present Jason Miller'],
  ['htm 3.1.1', 'Apache-2.0', 'Copyright 2018 Google Inc.'],
];

export class MePage extends Component {
  language = async ({ target }) => {
    choices.set('language', target.value || null);
    await useLanguage();
    location.reload();
  };

  theme = ({ target }) => {
    choices.set('theme', target.value || null);
    useTheme();
    this.setState({});
  };

  keep = async (isKept) => {
    this.setState({ isBusy: true, error: '' });
    try {
      if (!(await trade(this.props.client, isKept ? '/keep' : '/forget'))) throw new Error();
      choices.set('login', isKept ? 'kept' : 'form');
      this.setState({ isKept });
    } catch {
      this.setState({ error: t('keepFailed') });
    }
    this.setState({ isBusy: false });
  };

  render({ home, client, isOnline, logout }, { isKept: chosen, isBusy, error }) {
    const { me } = home;
    const isKept = chosen ?? (typeof me?.keep === 'boolean' ? me.keep : choices.get('login') === 'kept');
    return html`<h1>${t('nav_me')}</h1>
      <div class="columns">
        <section class="card"><h2>${t('account')}</h2>
          <dl class="pairs"><dt>${t('username')}</dt><dd>${home.user ?? t('nobody')}</dd>
            <dt>${t('connection')}</dt><dd>${location.protocol === 'https:' ? t('encrypted') : t('notEncrypted')}</dd>
            <dt>${t('clientId')}</dt><dd><code>${client.clientId}</code></dd></dl>
          ${home.user && html`<label class="check"><input type="checkbox" checked=${isKept} disabled=${!isOnline || isBusy} onChange=${({ target }) => this.keep(target.checked)} /> <span>${t('keep')}<br /><span class="muted">${t('keepHint')}</span></span></label>`}
          ${error && html`<p class="alert" role="alert">${error}</p>`}
          <button type="button" onClick=${logout}>${t(home.user ? 'logout' : 'loginAsOther')}</button></section>
        <section class="card"><h2>${t('looks')}</h2>
          <label for="language">${t('language')}</label>
          <select id="language" onChange=${this.language}><option value="">${t('asBrowser')}</option>${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code} selected=${choices.get('language') === code}>${name}</option>`)}</select>
          <label for="theme">${t('theme')}</label>
          <select id="theme" onChange=${this.theme}>${[['', 'asDevice'], ['light', 'light'], ['dark', 'dark']].map(([value, key]) => html`<option value=${value} selected=${(choices.get('theme') ?? '') === value}>${t(key)}</option>`)}</select>
        </section>
        <section class="card whole"><h2>${t('about')}</h2>
          <p>Hearth ${me?.version ?? ''} · Apache-2.0</p>
          <ul class="rows">${LIBRARIES.map(([name, licence, copyright]) => html`<li><span>${name}<br /><span class="muted">${copyright}</span></span><span>${licence}</span></li>`)}</ul>
        </section>
      </div>`;
  }
}
