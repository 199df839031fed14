// hearth.yaml itself, for those who may: with the problems of `hearth check` at their lines, applied by a
// reload that goes back by itself where the new one does not come up.
import { html, Component, Icon, Empty, Dialog, Copyable, t, tOr, sentence } from './ui.js';
import { quoted } from './thing.js';

const TOPIC = '$SYS/broker/panel/config/';
const NEEDS_PIN = { light: 'lights', switch: 'switches', fan: 'fans', button: 'buttons', binary_sensor: 'binary_sensors', dht22: 'sensors', dht11: 'sensors', ds18b20: 'sensors' };

/** A text as YAML has it in quotes, where it could be read as something else. */
const yaml = (text) => (/^[A-Za-z_][\w ]*$/.test(text) && !/^(yes|no|on|off|true|false|null|y|n)$/i.test(text) ? text : JSON.stringify(text));

/** The lines of one more thing, put at the end of its section or as a section of its own. */
export function withThing(text, { kind, name, label, pin, isLow }) {
  const section = NEEDS_PIN[kind];
  const lines = [];
  if (section === 'sensors') lines.push(`  - kind: ${kind}`, `    name: ${name}`);
  else lines.push(`  - name: ${name}`);
  if (label) lines.push(`    label: ${yaml(label)}`);
  if (pin) lines.push(`    pin: ${pin}`);
  if (isLow && ['lights', 'switches', 'fans'].includes(section)) lines.push('    active: low');
  const all = text.replace(/\s*$/, '').split('\n');
  const at = all.findIndex((line) => new RegExp(`^${section}:\\s*(#.*)?$`).test(line));
  if (at < 0) return [...all, '', `${section}:`, ...lines, ''].join('\n');
  let end = at + 1;
  while (end < all.length && (/^\s/.test(all[end]) || /^-/.test(all[end]) || all[end] === '')) end++;
  while (all[end - 1] === '') end--;
  // As deep as the items that are there.
  const indent = /^(\s*)-/.exec(all.slice(at + 1, end).find((line) => /^\s*-/.test(line)) ?? '  -')[1];
  return [...all.slice(0, end), ...lines.map((line) => indent + line.slice(2)), ...all.slice(end), ''].join('\n');
}

export class ConfigPage extends Component {
  state = { problems: [] };

  componentWillUnmount() {
    clearTimeout(this.later);
  }

  ask = async (what, payload) => {
    const answer = await this.props.client.request(TOPIC + what, JSON.stringify(payload), what === 'apply' ? 60_000 : 10_000);
    const json = JSON.parse(answer ?? 'null');
    if (json === null || typeof json !== 'object') throw new Error(t('noAnswer'));
    if (json.locked) this.setState({ isLocked: true });
    if (typeof json.error === 'string') throw Object.assign(new Error(json.error), { code: -1 });
    return json;
  };

  unlock = async (event) => {
    event.preventDefault();
    const password = new FormData(event.target).get('password');
    this.setState({ isBusy: true, error: '' });
    try {
      const { text, file, key, writable } = await this.ask('read', { password });
      if (typeof text !== 'string') throw Object.assign(new Error(t('wrongPassword')), { code: -1 });
      // Where there is no key for the next minutes, the password stays in this variable, and nowhere else.
      this.key = typeof key === 'string' ? { key } : { password };
      const { text: draft = text, saved = text } = this.state;
      this.setState({ text: draft, saved: text, file, isReadOnly: writable === false, isBusy: false, isLocked: false, error: text === saved ? '' : t('changedMeanwhile') });
      this.ask('form', this.key).then(({ pins }) => this.setState({ pins: Array.isArray(pins) ? pins : [] }), () => {});
    } catch (e) {
      this.setState({ isBusy: false, error: sentence(e) });
    }
  };

  edit = (text) => {
    this.setState({ text, applied: '' });
    clearTimeout(this.later);
    this.later = setTimeout(() => this.check(), 400);
  };

  check = async () => {
    const { text } = this.state;
    try {
      const { problems } = await this.ask('check', { ...this.key, text });
      // What was typed meanwhile is checked next.
      if (text === this.state.text) this.setState({ problems: Array.isArray(problems) ? problems : [], isChecked: text, error: '' });
    } catch (e) {
      this.setState({ error: sentence(e) });
    }
  };

  apply = async () => {
    const { text } = this.state;
    this.setState({ isBusy: true, error: '', applied: '' });
    try {
      const { problems, applied, why, waits } = await this.ask('apply', { ...this.key, text });
      if (Array.isArray(problems) && problems.length > 0) this.setState({ problems });
      else if (applied) this.setState({ saved: text, applied: t('applied') + (waits?.length > 0 ? ' ' + t('waits', { sections: waits.join(', ') }) : '') });
      else this.setState({ error: t('wentBack', { why: why ?? '' }) });
    } catch (e) {
      this.setState({ error: sentence(e) });
    }
    this.setState({ isBusy: false });
  };

  /** As Copyable does it: without https there is no clipboard, and what is selected can be copied. */
  select = async () => {
    this.area.select();
    let copied = false;
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(this.state.text);
      copied = navigator.clipboard ? true : document.execCommand('copy');
    } catch { /* selected it is */ }
    this.setState({ applied: t(copied ? 'copied' : 'selected') });
  };

  jump = ({ line = 1, column = 1 }) => {
    const at = this.state.text.split('\n').slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    this.area.focus();
    this.area.setSelectionRange(at, at);
    this.area.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(this.area).lineHeight));
    this.scrolled();
  };

  scrolled = () => {
    if (this.gutter) this.gutter.scrollTop = this.area.scrollTop;
  };

  add = (thing) => {
    this.setState({ isAdding: false });
    this.edit(withThing(this.state.text, thing));
  };

  render({ home, isOnline }, { text, saved, file, problems, isChecked, error, applied, isBusy, isAdding, pins, isLocked, isReadOnly }) {
    if (home.me && !home.me.admin) return html`<h1 class="sr">${t('nav_config')}</h1><${Empty} icon="lock" title=${t('adminsOnly')}><p>${t('adminsOnlyHint')}</p><//>`;
    if (text === undefined || isLocked) {
      return html`<h1>${t('nav_config')}</h1><form class="card narrow" onSubmit=${this.unlock}><p>${t('passwordAgain')}</p>
        <input class="sr" type="text" name="username" autocomplete="username" value=${home.me?.user ?? ''} readonly tabindex="-1" aria-hidden="true" />
        <label for="again">${t('password')}</label><input id="again" name="password" type="password" autocomplete="current-password" required />
        ${error && html`<p class="alert" role="alert">${error}</p>`}
        <button class="primary" disabled=${isBusy || !isOnline}>${t('open')}</button></form>`;
    }
    const lines = text.split('\n').length;
    const wrong = new Set(problems.map(({ line }) => line));
    const canApply = isOnline && !isBusy && text !== saved && problems.length === 0 && isChecked === text;
    return html`<div class="title"><h1>${t('nav_config')}</h1><button type="button" class="quiet" onClick=${() => this.setState({ isAdding: true })}><${Icon} name="plus" size="20" /> ${t('addThing')}</button></div>
      <p class="muted lead"><code>${file}</code></p>
      <div class="editor"><div class="gutter" aria-hidden="true" ref=${(element) => (this.gutter = element)}>${Array.from({ length: lines }, (_, i) => html`<div class=${wrong.has(i + 1) ? 'bad' : ''}>${i + 1}</div>`)}</div>
        <textarea ref=${(element) => (this.area = element)} aria-label=${t('configText')} aria-describedby="problems" aria-invalid=${problems.length > 0 ? 'true' : 'false'} spellcheck="false" autocapitalize="none" autocomplete="off" wrap="off"
          value=${text} onInput=${({ target }) => this.edit(target.value)} onScroll=${this.scrolled}></textarea></div>
      <div id="problems" role="status">${problems.length > 0 ? html`<ul class="problems">${problems.map((problem) => html`<li><button type="button" class="quiet" onClick=${() => this.jump(problem)}><${Icon} name="warn" size="20" /><span><strong>${t('line', { line: problem.line ?? '?' })}</strong> ${problem.text}</span></button></li>`)}</ul>`
        : isChecked === text && text !== saved ? html`<p class="note"><${Icon} name="check" size="20" /><span>${t('noProblems')}</span></p>` : null}
        ${applied && html`<p class="note"><${Icon} name="check" size="20" /><span>${applied}</span></p>`}</div>
      ${error && html`<p class="alert" role="alert">${error}</p>`}
      ${isReadOnly && html`<div class="note"><${Icon} name="lock" size="20" /><div><p>${t('readOnly')}</p><${Copyable} text=${'sudoedit ' + quoted(file)} label="sudoedit" /><${Copyable} text="sudo hearth check && sudo hearth reload" label="hearth reload" /></div></div>`}
      <p class="actions">${isReadOnly ? html`<button type="button" onClick=${this.select}>${t('copy', { what: t('configText') })}</button>` : html`<button type="button" class="primary" disabled=${!canApply} aria-busy=${isBusy ? 'true' : 'false'} onClick=${this.apply}>${t(isBusy ? 'applying' : 'apply')}</button>`}
        <button type="button" disabled=${text === saved || isBusy} onClick=${() => this.edit(saved)}>${t('discard')}</button> ${isReadOnly ? null : html`<span class="muted">${t('applyHint')}</span>`}</p>
      ${isAdding && html`<${AddThing} pins=${pins ?? []} onAdd=${this.add} onClose=${() => this.setState({ isAdding: false })} />`}`;
  }
}

/** A form whose answer is a few lines of the file, to be looked at before they count. */
class AddThing extends Component {
  state = { kind: 'light', isLow: true };

  submit = (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    this.props.onAdd({ kind: fields.get('kind'), name: fields.get('name'), label: fields.get('label').trim(), pin: fields.get('pin'), isLow: fields.get('low') === 'on' });
  };

  render({ pins, onClose }, { kind, isLow }) {
    const isOutput = ['light', 'switch', 'fan'].includes(kind);
    // Pins whose pull at power-on means on are not offered.
    const fitting = pins.filter(({ suits, active }) => Array.isArray(suits) && suits.includes(kind) && (!isOutput || !Array.isArray(active) || active.includes(isLow ? 'low' : 'high')));
    return html`<${Dialog} title=${t('addThing')} onClose=${onClose}><form onSubmit=${this.submit}>
      <label for="add-kind">${t('kind')}</label><select id="add-kind" name="kind" onChange=${({ target }) => this.setState({ kind: target.value })}>${Object.keys(NEEDS_PIN).map((each) => html`<option value=${each} selected=${each === kind}>${tOr('kind_' + each, each)}</option>`)}</select>
      <label for="add-name">${t('topicName')}</label><input id="add-name" name="name" type="text" required pattern="[a-z0-9_]+" autocapitalize="none" aria-describedby="add-name-hint" /><p class="muted" id="add-name-hint">${t('topicNameHint')}</p>
      <label for="add-label">${t('label')}</label><input id="add-label" name="label" type="text" maxlength="60" />
      ${isOutput && html`<label class="check"><input type="checkbox" name="low" checked=${isLow} onChange=${({ target }) => this.setState({ isLow: target.checked })} /> <span>${t('activeLow')}</span></label>`}
      ${kind !== 'ds18b20' && html`<label for="add-pin">${t('pinOf')}</label>${fitting.length > 0
        ? html`<select id="add-pin" name="pin">${fitting.map(({ gpio, pin }) => html`<option value=${gpio}>${t('gpioAt', { gpio, pin })}</option>`)}</select>`
        : html`<input id="add-pin" name="pin" type="number" min="0" max="27" required />`}`}
      <div class="buttons"><button type="button" onClick=${onClose}>${t('cancel')}</button><button class="primary">${t('addLines')}</button></div>
    </form><//>`;
  }
}
