// Home: the rooms with their tiles, and how a person arranges them.
import { html, Component, Icon, Empty, Loading, Watching, t } from './ui.js';
import { Tile, Line } from './tiles.js';

const moved = (list, item, by) => {
  const next = [...list];
  const from = next.indexOf(item), to = from + by;
  if (from < 0 || to < 0 || to >= next.length) return next;
  next.splice(from, 1);
  next.splice(to, 0, item);
  return next;
};

export class HomePage extends Component {
  componentDidMount() {
    this.unlisten = this.props.home.listen(() => this.setState({}));
  }

  componentWillUnmount() {
    this.unlisten();
  }

  /** Keeps what all rooms look like after a change, so that new things come last. */
  async keep(change) {
    const { home } = this.props;
    const rooms = home.rooms();
    const layout = {
      order: rooms.flatMap((room) => [...room.things, ...room.diagnostics].map(({ id }) => id)),
      rooms: rooms.map(({ name }) => name), hidden: home.layout.hidden,
    };
    change(layout, rooms);
    try {
      await home.arrange(layout);
      this.setState({ error: '' });
    } catch (e) {
      this.setState({ error: home.say(e) });
    }
  }

  moveThing(room, thing, by) {
    this.keep((layout, rooms) => {
      const ids = moved(room.things.map(({ id }) => id), thing.id, by);
      layout.order = rooms.flatMap((each) => [...(each.name === room.name ? ids : each.things.map(({ id }) => id)), ...each.diagnostics.map(({ id }) => id)]);
    });
  }

  moveRoom = (room, by) => this.keep((layout) => (layout.rooms = moved(layout.rooms, room.name, by)));
  hide = (thing) => this.keep((layout) => (layout.hidden = [...layout.hidden, thing.id]));
  show = (thing) => this.keep((layout) => (layout.hidden = layout.hidden.filter((id) => id !== thing.id)));

  render({ home, isOnline }, { isArranging, error }) {
    const rooms = home.rooms();
    if (rooms.length === 0) {
      if (!home.isSettled && isOnline) return html`<h1 class="sr">${t('nav_home')}</h1><${Loading} />`;
      return html`<h1 class="sr">${t('nav_home')}</h1><${Empty} icon="home" title=${t('noThings')}><p>${home.refusedFilters > 0 ? t('noThingsRefused') : t('noThingsHint')}</p><//>`;
    }
    return html`<div class="title"><h1>${t('nav_home')}</h1>
        <button type="button" class="quiet" aria-pressed=${isArranging ? 'true' : 'false'} onClick=${() => this.setState({ isArranging: !isArranging })}>
          <${Icon} name=${isArranging ? 'check' : 'arrange'} size="20" /> ${isArranging ? t('done') : t('arrange')}</button></div>
      ${error && html`<p class="alert" role="alert">${error}</p>`}
      ${rooms.map((room, i) => this.room(room, i, rooms.length, isOnline, isArranging))}`;
  }

  room(room, index, count, isOnline, isArranging) {
    if (!isArranging && room.things.length === 0 && room.diagnostics.length === 0) return null;
    const name = room.name || t('noRoom');
    return html`<section key=${room.name} aria-label=${name} class="room">
      <div class="room-title"><h2>${name}${room.things[0]?.ours && html`<${Watching} source=${room.things[0]} of=${(thing) => thing.isSimulated && html` <span class="count">${t('simulated')}</span>`} />`}</h2>
        ${isArranging && html`<span class="buttons">
          <button type="button" class="quiet square" disabled=${index === 0} aria-label=${t('earlier', { name })} onClick=${() => this.moveRoom(room, -1)}><${Icon} name="up" size="20" /></button>
          <button type="button" class="quiet square" disabled=${index === count - 1} aria-label=${t('later', { name })} onClick=${() => this.moveRoom(room, 1)}><${Icon} name="down" size="20" /></button>
        </span>`}</div>
      <ul class="tiles">${room.things.map((thing, i) => html`<${Tile} key=${thing.id} thing=${thing} isOnline=${isOnline}>
        ${isArranging && html`<div class="arranging">
          <button type="button" class="quiet square" disabled=${i === 0} aria-label=${t('earlier', { name: thing.name })} onClick=${() => this.moveThing(room, thing, -1)}><${Icon} name="back" size="20" /></button>
          <button type="button" class="quiet square" disabled=${i === room.things.length - 1} aria-label=${t('later', { name: thing.name })} onClick=${() => this.moveThing(room, thing, 1)}><${Icon} name="next" size="20" /></button>
          <button type="button" class="quiet square" aria-label=${t('hide', { name: thing.name })} onClick=${() => this.hide(thing)}><${Icon} name="hidden" size="20" /></button>
        </div>`}<//>`)}</ul>
      ${room.diagnostics.length > 0 && html`<details class="diagnostics"><summary>${t('diagnostics')} <span class="count">${room.diagnostics.length}</span></summary>
        <ul>${room.diagnostics.map((thing) => html`<${Line} key=${thing.id} thing=${thing} />`)}</ul></details>`}
      ${isArranging && room.hidden.length > 0 && html`<div class="hidden-things"><h3>${t('hiddenThings')}</h3>
        <ul>${room.hidden.map((thing) => html`<li key=${thing.id}><span>${thing.name}</span>
          <button type="button" class="quiet" onClick=${() => this.show(thing)}><${Icon} name="eye" size="20" /> ${t('showAgain')}<span class="sr"> ${thing.name}</span></button></li>`)}</ul></div>`}
    </section>`;
  }
}
