// A conversation of MQTT.js with a broker: every line is one thing that was seen to work.
//   node mqttjs.mjs URL 4|5
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { once } from "node:events";

const mqtt = createRequire(process.env.MODULES + "/")("mqtt");
const [url, level] = process.argv.slice(2);
const five = level === "5";
const scheme = url.split(":")[0];
const base = `js/${scheme}/${level}`;

setTimeout(() => {
  console.error("it takes too long");
  process.exit(2);
}, 60_000).unref();

function connect(options = {}) {
  return mqtt.connectAsync(url, {
    protocolVersion: Number(level),
    reconnectPeriod: 0,
    ...options,
  });
}

/** Collects what comes; next() waits for one. */
function inbox(client) {
  const waiting = [];
  const come = [];
  client.on("message", (topic, payload, packet) => {
    const message = { topic, payload, packet };
    if (waiting.length > 0) {
      waiting.shift()(message);
    } else {
      come.push(message);
    }
  });
  return {
    next: () =>
      come.length > 0 ? Promise.resolve(come.shift()) : new Promise((take) => waiting.push(take)),
  };
}

async function eachQoS() {
  const client = await connect({ clientId: `${base}/qos` });
  const box = inbox(client);
  for (const qos of [0, 1, 2]) {
    await client.subscribeAsync(`${base}/+/${qos}`, { qos });
    for (let i = 0; i < 30; i++) {
      await client.publishAsync(`${base}/ü☃🏠/${qos}`, String(i), { qos });
    }
    for (let i = 0; i < 30; i++) {
      const { payload, packet } = await box.next();
      assert.equal(payload.toString(), String(i));
      assert.equal(packet.qos, qos);
    }
  }
  const large = Buffer.alloc(1_000_000, 7);
  await client.publishAsync(`${base}/large/1`, large, { qos: 1 });
  assert.deepEqual((await box.next()).payload, large);
  await client.unsubscribeAsync(`${base}/+/0`);
  await client.publishAsync(`${base}/a/0`, "no");
  await client.publishAsync(`${base}/a/1`, "yes");
  assert.equal((await box.next()).payload.toString(), "yes");
  await client.endAsync();
}

async function retained() {
  const client = await connect({ clientId: `${base}/retained` });
  const box = inbox(client);
  await client.publishAsync(`${base}/kept`, "1", { qos: 1, retain: true });
  await client.subscribeAsync(`${base}/kept`);
  const { packet } = await box.next();
  assert.equal(packet.retain, true);
  await client.publishAsync(`${base}/kept`, "", { qos: 1, retain: true });
  await client.endAsync();
}

async function session() {
  const options = {
    clientId: `${base}/session`,
    clean: false,
    properties: five ? { sessionExpiryInterval: 60 } : undefined,
  };
  const first = await connect(options);
  await first.subscribeAsync(`${base}/queued`, { qos: 2 });
  await first.endAsync();
  const publisher = await connect({ clientId: `${base}/publisher` });
  for (const qos of [0, 1, 2]) {
    await publisher.publishAsync(`${base}/queued`, String(qos), { qos });
  }
  await publisher.endAsync();

  const second = mqtt.connect(url, {
    protocolVersion: Number(level),
    reconnectPeriod: 0,
    ...options,
  });
  const box = inbox(second);
  const [connack] = await once(second, "connect");
  assert.equal(connack.sessionPresent, true);
  assert.equal((await box.next()).payload.toString(), "1");
  assert.equal((await box.next()).payload.toString(), "2");
  await second.endAsync();
  await (await connect({ clientId: options.clientId, clean: true })).endAsync();
}

async function will() {
  const watcher = await connect({ clientId: `${base}/watcher` });
  const box = inbox(watcher);
  await watcher.subscribeAsync(`${base}/will`);
  const device = await connect({
    clientId: `${base}/device`,
    will: { topic: `${base}/will`, payload: "gone", qos: 1, retain: false },
  });
  device.on("error", () => {});
  device.stream.destroy();
  assert.equal((await box.next()).payload.toString(), "gone");
  await watcher.endAsync();
}

async function refusals() {
  const codes = five
    ? { BAD_USER_NAME_OR_PASSWORD: 0x86, NOT_AUTHORIZED: 0x87, BANNED: 0x8a, SERVER_BUSY: 0x89 }
    : { SERVER_UNAVAILABLE: 3, BAD_USER_NAME_OR_PASSWORD: 4, NOT_AUTHORIZED: 5 };
  for (const [username, code] of Object.entries(codes)) {
    await assert.rejects(connect({ username }), (error) => error.code === code, username);
  }
}

async function takeover() {
  const old = await connect({ clientId: `${base}/twice` });
  old.on("error", () => {});
  const told = five ? once(old, "disconnect") : once(old, "close");
  const young = await connect({ clientId: `${base}/twice` });
  const [packet] = await told;
  if (five) {
    assert.equal(packet.reasonCode, 0x8e);
  }
  await young.endAsync();
}

async function version5() {
  const client = await connect({
    clientId: `${base}/five`,
    properties: { topicAliasMaximum: 3, receiveMaximum: 5 },
    autoAssignTopicAlias: true,
    autoUseTopicAlias: true,
  });
  const box = inbox(client);
  await client.subscribeAsync(`${base}/five/#`, {
    qos: 1,
    nl: false,
    rap: true,
    rh: 1,
    properties: { subscriptionIdentifier: 77 },
  });
  const properties = {
    contentType: "text/plain",
    responseTopic: "answers/1",
    correlationData: Buffer.from([1, 2]),
    messageExpiryInterval: 100,
    userProperties: { a: ["1", "2"], b: "3" },
  };
  for (let i = 0; i < 20; i++) {
    await client.publishAsync(`${base}/five/${i % 5}`, String(i), { qos: 1, properties });
  }
  for (let i = 0; i < 20; i++) {
    const { topic, payload, packet } = await box.next();
    assert.equal(topic, `${base}/five/${i % 5}`);
    assert.equal(payload.toString(), String(i));
    assert.equal(packet.properties.subscriptionIdentifier, 77);
    assert.equal(packet.properties.contentType, "text/plain");
    assert.deepEqual([...packet.properties.userProperties.a], ["1", "2"]);
  }
  await client.endAsync();
}

async function sharedSubscriptions() {
  const one = await connect({ clientId: `${base}/one` });
  const two = await connect({ clientId: `${base}/two` });
  const boxes = [inbox(one), inbox(two)];
  await one.subscribeAsync(`$share/g/${base}/shared`);
  await two.subscribeAsync(`$share/g/${base}/shared`);
  for (let i = 0; i < 10; i++) {
    await one.publishAsync(`${base}/shared`, String(i), { qos: 1 });
  }
  for (let i = 0; i < 5; i++) {
    await Promise.all(boxes.map((box) => box.next()));
  }
  await one.endAsync();
  await two.endAsync();
}

const all = [eachQoS, retained, session, will, refusals, takeover, sharedSubscriptions];
for (const part of five ? [...all, version5] : all) {
  await part();
  console.log(part.name);
}
process.exit(0);
