// The header of this very Pi and the wires to its parts, drawn so that no wire lies on another, with the
// same in a table for those who do not see it.
import { html, Component, Icon, Empty, Loading, Copyable, t, tOr, sentence } from './ui.js';

const PITCH = 26, TOP = 44, LEFT_PIN = 64, RIGHT_PIN = 92, EDGE = 118, LANE = 9;
const COLOURS = ['#2f7fd6', '#2f9e5b', '#8d5bd1', '#c2447f', '#0f8f9a', '#8a7a1f', '#5b6ee0', '#b8652a'];
const PATTERNS = ['', '10 4', '3 4', '14 4 3 4', '7 3', '2 3 7 3', '16 3', '5 5'];
const FIXED = { '5v': '#d0342c', '3v3': '#e07b00', ground: '#4a4641' };
const kindOf = (pins, number) => pins.find(({ pin }) => pin === number)?.kind;

/**
 * Where each wire runs: out of its pin in a row of its own (odd pins between the rows of the even ones),
 * down or up in a lane of its own, and into its part.
 */
export function route(pins, wires) {
  const parts = [...new Set(wires.map(({ part }) => part))];
  const boxes = [];
  const runs = [];
  const used = new Map();
  let y = 20;
  let signal = 0;
  for (const part of parts) {
    const own = wires.filter((wire) => wire.part === part).sort((a, b) => a.pin - b.pin);
    const box = { part, label: own[0].label || part, y, height: 40 + own.length * 24 };
    boxes.push(box);
    own.forEach((wire, i) => {
      const row = Math.floor((wire.pin - 1) / 2);
      const nth = used.get(wire.pin) ?? 0;
      used.set(wire.pin, nth + 1);
      const isOdd = wire.pin % 2 === 1;
      const kind = kindOf(pins, wire.pin);
      const isSignal = !Object.hasOwn(FIXED, kind);
      runs.push({
        ...wire, number: runs.length + 1, isOdd, pinY: TOP + row * PITCH,
        outY: TOP + row * PITCH + (isOdd ? PITCH / 2 : 0) + (nth === 0 ? 0 : nth % 2 ? 3 * Math.ceil(nth / 2) : -3 * (nth / 2)),
        // Never the height of a row, so that it cannot lie on one.
        inY: y + 45.5 + i * 24, kind, colour: isSignal ? COLOURS[signal % COLOURS.length] : FIXED[kind], dashes: isSignal ? PATTERNS[signal % PATTERNS.length] : '',
      });
      if (isSignal) signal++;
    });
    y += box.height + 14;
  }
  // Wires that go up take the nearest lanes first from above, those that go down from below: fewest crossings.
  const lanes = [...runs].sort((a, b) => b.outY - a.outY || b.inY - a.inY);
  lanes.forEach((run, i) => (run.x = EDGE + 16 + i * LANE));
  return { boxes, runs, partsX: EDGE + 16 + runs.length * LANE + 14, height: Math.max(TOP + 20 * PITCH + 12, y + 8) };
}

const read = (text) => {
  const { board, simulated, header, wires, config_txt: lines, findings } = JSON.parse(text);
  const list = (value) => (Array.isArray(value) ? value.filter((each) => each !== null) : []);
  return {
    board, simulated, pins: list(header), lines: list(lines).map(String), findings: list(findings),
    wires: list(wires).filter(({ pin }) => Number.isInteger(pin) && pin >= 1 && pin <= 40),
  };
};

export class WiringPage extends Component {
  componentDidMount() {
    const topic = '$SYS/broker/panel/wiring';
    this.unwatch = this.props.client.watch(topic, ({ text }) => {
      try {
        this.setState({ wiring: read(text) });
      } catch {
        this.setState({ isNone: true });
      }
    }, (code) => code >= 0x80 && this.setState({ error: sentence({ code }) }));
    this.late = setTimeout(() => this.setState({ isNone: true }), 5000);
  }

  componentWillUnmount() {
    this.unwatch();
    clearTimeout(this.late);
  }

  render(_, { wiring, isNone, error }) {
    if (!wiring) {
      if (error || isNone) return html`<h1 class="sr">${t('nav_wiring')}</h1><${Empty} icon="wires" title=${t('noWiring')}><p>${error || t('noWiringHint')}</p><//>`;
      return html`<h1 class="sr">${t('nav_wiring')}</h1><${Loading} />`;
    }
    const plan = route(wiring.pins, wiring.wires);
    return html`<div class="title"><h1>${t('nav_wiring')}</h1><button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" size="20" /> ${t('print')}</button></div>
      <p class="muted lead">${wiring.board || t('raspberryPi')}${wiring.simulated && html` · ${t('simulatedHere')}`}</p>
      <p class="note off-paper"><${Icon} name="power" size="20" /><span>${t('switchOff')}</span></p>
      ${wiring.findings.map(({ severity, text, pin }) => html`<p class=${severity === 'error' ? 'alert finding' : 'note'}><${Icon} name="warn" size="20" /><span>${pin ? html`<strong>${t('pinNumber', { pin })}</strong>: ` : ''}${text}</span></p>`)}
      <div class="wiring">
        <figure class="card drawing" tabindex="0" role="region" aria-label=${t('drawing')}><${Drawing} wiring=${wiring} plan=${plan} /></figure>
        <div>
          <section class="card"><h2>${t('wires')}</h2>${plan.runs.length === 0 ? html`<p class="muted">${t('noWires')}</p>` : html`<${Table} plan=${plan} pins=${wiring.pins} />`}</section>
          ${wiring.lines.length > 0 && html`<section class="card"><h2>config.txt</h2><p class="muted">${t('configTxt')}</p><${Copyable} text=${wiring.lines.join('\n')} label=${t('configTxtLines')} /></section>`}
        </div>
      </div>`;
  }
}

const Table = ({ plan, pins }) => html`<table class="plain-table"><thead><tr><th scope="col">${t('wire')}</th><th scope="col">${t('part')}</th><th scope="col">${t('pin')}</th></tr></thead><tbody>
  ${plan.runs.map((run) => {
    const pin = pins.find((each) => each.pin === run.pin);
    return html`<tr><td><${Sample} run=${run} /> ${run.number}</td><td>${run.label || run.part}<br /><span class="muted">${run.from}</span></td><td>${run.pin}<br /><span class="muted">${pin?.name}</span></td></tr>`;
  })}</tbody></table>`;

const Sample = ({ run }) => html`<svg class="sample" width="36" height="8" viewBox="0 0 36 8" aria-hidden="true"><line class=${`wire ${run.kind}`} x1="0" y1="4" x2="36" y2="4" stroke=${run.colour} stroke-dasharray=${run.dashes} /></svg>`;

function Drawing({ wiring, plan }) {
  const { boxes, runs, partsX, height } = plan;
  const wrong = new Set([...wiring.findings.filter(({ pin }) => pin).map(({ pin }) => pin), ...wiring.pins.filter(({ findings }) => findings?.length).map(({ pin }) => pin)]);
  const width = partsX + 176;
  return html`<svg class="board" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${t('drawingOf', { count: runs.length })}>
    <rect class="pcb" x="6" y="8" width=${EDGE - 12} height=${TOP + 20 * PITCH - 16} rx="12" />
    <text class="small" x=${(LEFT_PIN + RIGHT_PIN) / 2} y="26" text-anchor="middle">${t('header')}</text>
    <rect class="socket" x=${LEFT_PIN - 14} y=${TOP - 14} width=${RIGHT_PIN - LEFT_PIN + 28} height=${19 * PITCH + 28} rx="4" />
    ${Array.from({ length: 40 }, (_, i) => i + 1).map((number) => {
      const pin = wiring.pins.find((each) => each.pin === number) || { kind: 'gpio', name: '' };
      const x = number % 2 ? LEFT_PIN : RIGHT_PIN, y = TOP + Math.floor((number - 1) / 2) * PITCH;
      const isUsed = runs.some((run) => run.pin === number);
      return html`<g class=${`pin ${pin.kind === '5v' ? 'v5' : pin.kind === '3v3' ? 'v3' : pin.kind} ${isUsed ? 'used' : ''}`}>
        ${number === 1 ? html`<rect x=${x - 9} y=${y - 9} width="18" height="18" />` : html`<circle cx=${x} cy=${y} r="9" />`}
        <text x=${x} y=${y + 3.5} text-anchor="middle">${number}</text>
        ${wrong.has(number) && html`<path class="wrong" d=${`M${x - 13} ${y - 13}h26v26h-26z`} />`}
        ${number % 2 === 1 && html`<text class="pin-name" x=${LEFT_PIN - 18} y=${y + 3.5} text-anchor="end">${pin.gpio !== null && pin.gpio !== undefined ? pin.gpio : tOr('short_' + pin.kind, '')}</text>`}
      </g>`;
    })}
    ${['halo', 'wire'].map((layer) => runs.map((run) => html`<path class=${`${layer} ${run.kind}`} d=${path(run, partsX)} stroke=${layer === 'wire' ? run.colour : null} stroke-dasharray=${layer === 'wire' ? run.dashes : null} />`))}
    ${boxes.map((box) => html`<g><rect class="part" x=${partsX} y=${box.y} width="168" height=${box.height} rx="10" /><text class="part-name" x=${partsX + 12} y=${box.y + 24}>${box.label.length > 18 ? box.label.slice(0, 17) + '…' : box.label}</text></g>`)}
    ${runs.map((run) => html`<g><circle class=${`terminal ${run.kind}`} cx=${partsX} cy=${run.inY} r="4.5" fill=${run.colour} /><text class="small" x=${partsX + 12} y=${run.inY + 4}>${run.number} · ${String(run.from).slice(0, 22)}</text></g>`)}
  </svg>`;
}

function path(run, partsX) {
  const start = run.isOdd ? `M${LEFT_PIN + 7} ${run.pinY + 6}L${LEFT_PIN + 14} ${run.outY}` : `M${RIGHT_PIN + 9} ${run.pinY}L${RIGHT_PIN + 14} ${run.outY}`;
  return `${start}H${run.x}V${run.inY}H${partsX}`;
}
