/* The charts of a lane, by uPlot. All share one axis of time: the last minute. */

const ENDINGS = ['PLAIN', 'WAITED', 'RETRIED', 'FAILED'];
const AXIS_LEFT = 62;
const STRIP_ROW = 30;
const SLICE_MILLIS = 500;
const FONT = '12px system-ui, "DejaVu Sans", sans-serif';

const dark = matchMedia('(prefers-color-scheme: dark)');

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** Draws one kind of mark at each point, as the legend shows it. */
function marks(shape) {
  return (chart, series, from, to) => {
    const path = new Path2D();
    const size = 3.2 * devicePixelRatio;
    const [xs, ys] = [chart.data[0], chart.data[series]];
    for (let i = from; i <= to; i++) {
      if (ys[i] != null) {
        shape(path, chart.valToPos(xs[i], 'x', true), chart.valToPos(ys[i], 'y', true), size);
      }
    }
    return shape === cross ? { stroke: path } : { fill: path, stroke: null };
  };
}

function dot(path, x, y, size) {
  path.moveTo(x + size * .8, y);
  path.arc(x, y, size * .8, 0, 2 * Math.PI);
}

function triangle(path, x, y, size) {
  path.moveTo(x, y - size * 1.3);
  path.lineTo(x + size * 1.3, y + size);
  path.lineTo(x - size * 1.3, y + size);
  path.closePath();
}

function square(path, x, y, size) {
  path.rect(x - size, y - size, 2 * size, 2 * size);
}

function cross(path, x, y, size) {
  path.moveTo(x - size, y - size);
  path.lineTo(x + size, y + size);
  path.moveTo(x + size, y - size);
  path.lineTo(x - size, y + size);
}

function axes(left) {
  const line = () => colour('grid');
  const text = () => colour('soft');
  const time = (chart, splits) => splits.map(split => new Date(split * 1_000).toLocaleTimeString('en-GB'));
  return [
    { stroke: text, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 24, gap: 4, space: 90, values: time },
    { stroke: text, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: AXIS_LEFT, gap: 6, ...left },
  ];
}

/** A line where a button was pressed, with its name where there is room for it. */
function pressLines(presses, named) {
  return chart => {
    const { ctx: context, bbox: box } = chart;
    context.save();
    context.strokeStyle = colour('soft');
    context.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    context.lineWidth = devicePixelRatio;
    let taken = 0; // up to there by the name before
    for (const press of presses()) {
      const x = chart.valToPos(press.at / 1_000, 'x', true);
      if (x >= box.left && x <= box.left + box.width) {
        context.beginPath();
        context.moveTo(x, box.top);
        context.lineTo(x, box.top + box.height);
        context.stroke();
        if (named) {
          taken = name(context, press.label, x, x < taken ? 15 : 0, box);
        }
      }
    }
    context.restore();
  };
}

/** Writes a name beside its line, and returns where it ends. */
function name(context, label, x, below, box) {
  const gap = 4 * devicePixelRatio;
  context.font = `600 ${12 * devicePixelRatio}px system-ui, "DejaVu Sans", sans-serif`;
  context.fillStyle = colour('ink');
  context.textBaseline = 'top';
  const end = x + gap + context.measureText(label).width;
  const fits = end < box.left + box.width;
  context.textAlign = fits ? 'left' : 'right';
  context.fillText(label, fits ? x + gap : x - gap, box.top + below * devicePixelRatio);
  return end;
}

function chart(place, height, options, presses) {
  const made = new uPlot({
    width: place.clientWidth, height,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 28, 0, 0],
    ...options,
    hooks: { draw: [...(options.draw ?? []), pressLines(presses, options.named)] },
  }, options.empty, place);
  new ResizeObserver(() => made.setSize({ width: place.clientWidth, height })).observe(place);
  dark.addEventListener('change', () => made.redraw(false, true));
  return made;
}

/** Rows of segments over time, each with its word in it where that fits. */
function drawRows(rows) {
  return chart => rows().forEach((segments, row) => segments.forEach(segment => drawSegment(chart, row, segment)));
}

function drawSegment(chart, row, { from, to, word, shade, broken }) {
  const { ctx: context, bbox: box } = chart;
  const ratio = devicePixelRatio;
  const left = Math.max(box.left, chart.valToPos(from / 1_000, 'x', true));
  const right = Math.min(box.left + box.width, chart.valToPos(to / 1_000, 'x', true));
  if (right <= left) {
    return;
  }
  const top = box.top + (row * STRIP_ROW + 4) * ratio;
  const height = (STRIP_ROW - 8) * ratio;
  context.save();
  context.fillStyle = colour(shade);
  context.fillRect(left, top, Math.max(right - left - ratio, ratio), height);
  context.beginPath();
  context.rect(left, top, right - left, height);
  context.clip();
  if (broken) {
    hatch(context, left, right, top, height, ratio);
  }
  label(context, word, left, right, top + height / 2, ratio);
  context.restore();
}

function hatch(context, left, right, top, height, ratio) {
  context.strokeStyle = colour('card');
  context.globalAlpha = .35;
  context.lineWidth = 2 * ratio;
  context.beginPath();
  const first = Math.floor((left - height) / (8 * ratio)) * 8 * ratio;
  for (let x = first; x < right; x += 8 * ratio) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function label(context, word, left, right, middle, ratio) {
  context.font = `600 ${12 * ratio}px system-ui, "DejaVu Sans", sans-serif`;
  const width = context.measureText(word).width;
  if (width + 10 * ratio > right - left) {
    return;
  }
  context.fillStyle = colour('on-colour');
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(word, left + 6 * ratio, middle + ratio);
}

const GATE_SHADES = { READY: 'plain', OPENING: 'retried', COLD: 'soft', REFUSED: 'failed', CLOSED: 'failed' };
const HEALTH_SHADES = { UP: 'plain', SATURATED: 'waited', OPENING: 'retried', DOWN: 'failed' };
const QUERY_WORDS = { PLAIN: 'at once', WAITED: 'waited', RETRIED: 'retried', FAILED: 'failed' };

function gateSegments(gate, until) {
  return gate.map((step, i) => ({
    from: step.at,
    to: gate[i + 1]?.at ?? until,
    word: `${step.state.toLowerCase()} ${step.generation}`,
    shade: GATE_SHADES[step.state],
    broken: step.state !== 'READY',
  }));
}

function noGate(from, until) {
  return [{ from, to: until, word: 'there is none: queries go straight to the pool', shade: 'soft', broken: false }];
}

function healthSegments(health, until) {
  return merged(health.map((reading, i) => ({
    from: reading.at,
    to: health[i + 1]?.at ?? until,
    word: reading.answer,
    shade: HEALTH_SHADES[reading.answer],
    broken: reading.answer !== 'UP',
  })));
}

/** The worst that happened to a query in each half of a second. */
function querySegments(queries, until) {
  const worst = new Map();
  for (const query of queries) {
    const slice = Math.floor(query.at / SLICE_MILLIS) * SLICE_MILLIS;
    worst.set(slice, Math.max(worst.get(slice) ?? 0, ENDINGS.indexOf(query.ending)));
  }
  return merged([...worst].sort((one, other) => one[0] - other[0]).map(([slice, ending]) => ({
    from: slice,
    to: Math.min(slice + SLICE_MILLIS, until),
    word: QUERY_WORDS[ENDINGS[ending]],
    shade: ENDINGS[ending].toLowerCase(),
    broken: ENDINGS[ending] === 'FAILED',
  })));
}

function merged(segments) {
  const whole = [];
  for (const segment of segments) {
    const last = whole.at(-1);
    if (last && last.word === segment.word && segment.from - last.to < 1) {
      last.to = segment.to;
    } else {
      whole.push(segment);
    }
  }
  return whole;
}

export function laneCharts(section) {
  const place = kind => section.querySelector('.chart.' + kind);
  const withGate = section.id === 'headgate';
  let shown = { gate: [], health: [], queries: [], presses: [] };
  let [from, until] = [0, 0];
  const presses = () => shown.presses;
  const rows = () => [
    withGate ? gateSegments(shown.gate, until) : noGate(from, until),
    healthSegments(shown.health, until),
    querySegments(shown.queries, until),
  ];
  const strip = stripChart(place('strip'), ['gate', 'health', 'queries'], rows, presses);
  const latency = latencyChart(place('latency'), presses);
  const pool = poolChart(place('pool'), presses);
  return {
    draw(lane, begin, end) {
      [shown, from, until] = [lane, begin, end];
      const scale = { min: from / 1_000, max: until / 1_000 };
      for (const [chart, data] of [[strip, stripData(from, until)], [latency, latencyData(lane)], [pool, poolData(lane)]]) {
        chart.setData(data, false);
        chart.setScale('x', scale);
      }
    },
  };
}

function stripChart(place, names, rows, presses) {
  const count = names.length;
  return chart(place, count * STRIP_ROW + 32, {
    empty: stripData(0, 1),
    scales: { x: { time: false }, y: { range: [0, count] } },
    series: [{}, { show: false }],
    axes: axes({
      splits: () => names.map((name, row) => count - row - .5),
      values: () => names,
      grid: { show: false },
    }),
    draw: [drawRows(rows)],
  }, presses);
}

function stripData(from, to) {
  return [[from / 1_000, to / 1_000], [null, null]];
}

function latencyChart(place, presses) {
  const mark = (ending, shape) => ({
    paths: marks(shape),
    points: { show: false },
    stroke: () => colour(ending.toLowerCase()),
    fill: () => colour(ending.toLowerCase()),
    width: 2,
  });
  return chart(place, 220, {
    named: true,
    empty: [[], [], [], [], []],
    scales: { x: { time: false }, y: { distr: 3, range: [.3, 30_000] } },
    series: [{}, mark('PLAIN', dot), mark('WAITED', triangle), mark('RETRIED', square), mark('FAILED', cross)],
    axes: axes({
      splits: () => [1, 10, 100, 1_000, 10_000],
      filter: (chart, splits) => splits,
      values: (chart, splits) => splits.map(split => split.toLocaleString('en')),
    }),
  }, presses);
}

function latencyData({ queries }) {
  const ended = [...queries].sort((one, other) => one.at - other.at);
  return [
    ended.map(query => query.at / 1_000),
    ...ENDINGS.map(ending => ended.map(query => query.ending === ending ? Math.max(.3, query.millis) : null)),
  ];
}

function poolChart(place, presses) {
  const line = (name, extra) => ({ stroke: () => colour(name), width: 2, points: { show: false }, ...extra });
  return chart(place, 130, {
    empty: [[], [], [], []],
    scales: { x: { time: false }, y: { range: (chart, least, most) => [0, Math.max(12, most * 1.1)] } },
    series: [{}, line('waited'), line('soft', { dash: [6, 4] }), line('failed', { width: 3, dash: [2, 3] })],
    axes: axes({ incrs: [5, 10, 20, 50, 100, 200, 500] }),
  }, presses);
}

function poolData({ pool }) {
  return [
    pool.map(entry => entry.at / 1_000),
    pool.map(entry => entry.inUse),
    pool.map(entry => entry.idle),
    pool.map(entry => entry.waiting),
  ];
}
