// The way in: user name and password of the broker. They live in one variable of this page, and in
// nothing that outlives it.
import { html, Component, Icon, t, tOr, sentence } from './ui.js';

/** Whether others on the way can read what is sent. */
const isReadable = () => location.protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);

export class Login extends Component {
  submit = (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    this.props.onLogin({ username: fields.get('username'), password: fields.get('password') }, fields.get('keep') === 'on');
  };

  componentDidUpdate(before) {
    if (this.props.error && before.error !== this.props.error) this.password?.focus();
  }

  render({ error, isBusy }) {
    return html`<main class="login" id="main">
      <form onSubmit=${this.submit} aria-busy=${isBusy ? 'true' : 'false'}>
        <span class="brand" aria-hidden="true"><${Icon} name="climate" size="40" /></span>
        <h1>Hearth</h1>
        <p class="muted">${t('loginHint')}</p>
        ${error && html`<p class="alert" role="alert" id="login-error">${[0x86, 0x87].includes(error.code) ? t('wrongLogin') : sentence(error)}</p>`}
        <label for="username">${t('username')}</label>
        <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required aria-describedby=${error ? 'login-error' : null} />
        <label for="password">${t('password')}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required ref=${(element) => (this.password = element)} aria-describedby=${error ? 'login-error' : null} />
        <label class="check"><input type="checkbox" name="keep" /> <span>${t('keep')}</span></label>
        <button class="primary" disabled=${isBusy}>${isBusy ? t('loggingIn') : t('login')}</button>
        ${isReadable() && html`<p class="note"><${Icon} name="warn" size="20" /><span>${t('readable')}</span></p>`}
      </form>
    </main>`;
  }
}

/** Asks the broker for a ticket and trades it by HTTP, which alone may set or end the cookie. */
export async function trade(client, path) {
  const { text } = await client.once('$SYS/broker/panel/ticket');
  const { ticket } = JSON.parse(text);
  return tradeTicket(path, ticket);
}

export async function tradeTicket(path, ticket) {
  const answer = await fetch(path, { headers: { Authorization: 'Bearer ' + ticket }, cache: 'no-store' });
  return answer.ok;
}
