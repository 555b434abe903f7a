import { laneCharts } from './charts.js';

const KEPT_MILLIS = 60_000;
const LOG_LINES = 200;

const element = id => document.getElementById(id);
const lanes = new Map(['headgate', 'plain'].map(name => [name, lane(element(name))]));
let latest = 0;
let drawing = false;

/** What is kept of a lane, and where it is shown. */
function lane(section) {
  section.append(element('lane').content.cloneNode(true));
  return { section, queries: [], health: [], pool: [], gate: [], presses: [], charts: laneCharts(section) };
}

function listen() {
  const source = new EventSource('frames');
  source.onopen = () => told('link', 'live', false);
  source.onerror = () => told('link', 'lost, trying again', true);
  source.onmessage = event => show(JSON.parse(event.data));
}

function told(id, text, bad) {
  const place = element(id);
  if (place.textContent !== text) {
    place.textContent = text;
  }
  place.classList.toggle('bad', bad);
}

function show(frame) {
  if (frame.at <= latest) {
    return; // seen before the link was lost
  }
  latest = frame.at;
  told('deadline', seconds(frame.deadlineMillis), false);
  const { server, slowNetwork } = frame.database;
  told('server', server.toLowerCase(), server !== 'RUNNING');
  told('network', slowNetwork ? 'slow' : 'normal', slowNetwork);
  showGate(frame);
  frame.presses.forEach(press => log(press.at, press.label + ' pressed', 'pressed'));
  frame.steps.forEach(step => log(step.at, sentence(step), 'step'));
  frame.lanes.forEach(view => showLane(lanes.get(view.name), view, frame));
}

function showGate(frame) {
  const gate = element('gate');
  const text = `${frame.gate.state.toLowerCase()} · generation ${frame.gate.generation}`;
  if (gate.textContent !== text) {
    gate.textContent = text;
    gate.className = 'state ' + frame.gate.state;
  }
  const known = lanes.get('headgate').gate;
  if (known.length === 0) {
    known.push({ at: frame.at, state: frame.gate.state, generation: frame.gate.generation });
  }
  frame.steps.filter(step => step.kind in STATE_AFTER)
      .forEach(step => known.push({ at: step.at, state: STATE_AFTER[step.kind], generation: step.generation }));
}

const STATE_AFTER = { OPENING: 'OPENING', READY: 'READY', REFUSED: 'REFUSED', COLD: 'COLD', CLOSED: 'CLOSED' };

function sentence(step) {
  const generation = `generation ${step.generation}`;
  const cause = step.cause ? `: ${step.cause}` : '';
  switch (step.kind) {
    case 'READY': return `${generation} is ready, after ${seconds(step.millis)} and ${step.attempt} ${step.attempt === 1 ? 'attempt' : 'attempts'}`;
    case 'LOST': return `${generation} is lost${cause}`;
    case 'OPENING': return `${generation} is being opened`;
    case 'ATTEMPT_FAILED': return `attempt ${step.attempt} at ${generation} failed${cause}`;
    case 'REFUSED': return `attempt ${step.attempt} at ${generation} was refused for good${cause}`;
    case 'COLD': return `${generation} will be opened when it is asked for`;
    default: return `the gate is ${step.kind.toLowerCase()}`;
  }
}

function seconds(millis) {
  return millis < 1_000 ? `${Math.round(millis)} ms` : `${(millis / 1_000).toFixed(millis % 1_000 ? 1 : 0)} s`;
}

function showLane(lane, view, frame) {
  lane.queries.push(...view.queries);
  lane.health.push(...view.health);
  lane.pool.push({ at: frame.at, ...view.connections });
  lane.presses.push(...frame.presses);
  forget(lane, frame.at - KEPT_MILLIS);
  showTotals(lane.section, view.totals);
  showFigures(lane.section, view.connections, lane.health.at(-1));
  const failed = view.queries.findLast(query => query.ending === 'FAILED');
  if (failed) {
    set(lane.section, '.last-failure', `Last failure: ${failed.kind.toLowerCase()} after ${seconds(failed.millis)}, ${failed.failure}`);
  }
  drawSoon();
}

/** Once for all that has come until then: whoever opens the page gets the last minute at once. */
function drawSoon() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      lanes.forEach(lane => lane.charts.draw(lane, latest - KEPT_MILLIS, latest));
    });
  }
}

function forget(lane, before) {
  for (const list of [lane.queries, lane.health, lane.pool, lane.presses]) {
    const first = list.findIndex(entry => entry.at >= before);
    list.splice(0, first < 0 ? list.length : first);
  }
  while (lane.gate.length > 1 && lane.gate[1].at < before) {
    lane.gate.shift(); // the one before the first that is seen tells how it was at the edge
  }
}

function showTotals(section, totals) {
  for (const [ending, count] of Object.entries(totals)) {
    const tile = section.querySelector('.totals .' + ending);
    tile.querySelector('dd').textContent = count.toLocaleString('en');
    tile.classList.toggle('some', count > 0);
  }
}

function showFigures(section, connections, health) {
  set(section, '.figures .in-use', connections.inUse);
  set(section, '.figures .idle', connections.idle);
  set(section, '.figures .waiting', connections.waiting);
  set(section, '.figures .connects', connections.connects);
  set(section, '.figures .health', health ? `${health.answer} in ${seconds(health.millis)}` : '…');
}

function set(section, selector, text) {
  section.querySelector(selector).textContent = text;
}

function log(at, text, kind) {
  const list = element('log');
  const line = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = new Date(at).toLocaleTimeString('en-GB') + '.' + String(at % 1_000).padStart(3, '0');
  const words = document.createElement('span');
  words.textContent = text;
  line.className = kind;
  line.append(time, words);
  list.prepend(line);
  while (list.children.length > LOG_LINES) {
    list.lastChild.remove();
  }
}

async function press(button) {
  const answer = element('answer');
  answer.className = '';
  answer.textContent = `${button.textContent} …`;
  button.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch('buttons/' + button.dataset.button, { method: 'POST' });
    answer.className = response.ok ? '' : 'refused';
    answer.textContent = `${button.textContent}: ${response.ok ? 'done' : (await response.json()).detail}`;
  } catch (failure) {
    answer.className = 'refused';
    answer.textContent = `${button.textContent}: no answer from the page's server`;
  } finally {
    button.removeAttribute('aria-busy');
  }
}

element('buttons').addEventListener('click', event => {
  const button = event.target.closest('button');
  if (button && button.getAttribute('aria-busy') !== 'true') {
    press(button);
  }
});
listen();
