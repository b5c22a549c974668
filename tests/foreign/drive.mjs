// SPDX-FileCopyrightText: The Deskbell authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// drive.mjs SESSION-URL TOKEN: jmap-jam against a real server: session, get, set, conditional set,
// changes, query, result references, blobs, push. Prints TAP.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import JamClient from "jmap-jam";

const [sessionUrl, bearerToken] = process.argv.slice(2);
const helpdesk = "https://deskbell.org/ns/jmap/helpdesk";
const types = ["Principal", "Team", "Ticket", "Message", "Article", "View", "Change"];
const jam = new JamClient({
  sessionUrl,
  bearerToken,
  customCapabilities: Object.fromEntries(types.map((type) => [type, helpdesk])),
});
const tests = [];
const test = (name, run) => tests.push([name, run]);

let accountId, me, ticketId, ticketState, messageState;

test("session", async () => {
  const session = await jam.session;
  assert.ok(helpdesk in session.capabilities);
  assert.ok("urn:ietf:params:jmap:core" in session.capabilities);
  accountId = session.primaryAccounts[helpdesk];
  assert.match(accountId, /^O/);
  assert.equal(session.accounts[accountId].isReadOnly, false);
  const core = session.capabilities["urn:ietf:params:jmap:core"];
  for (const limit of ["maxSizeUpload", "maxConcurrentUpload", "maxSizeRequest", "maxConcurrentRequests", "maxCallsInRequest",
    "maxObjectsInGet", "maxObjectsInSet"]) {
    assert.ok(core[limit] > 0, limit);
  }
});

test("get", async () => {
  const [people] = await jam.api.Principal.get({ accountId, ids: null });
  assert.equal(people.accountId, accountId);
  assert.equal(people.notFound.length, 0);
  me = people.list.find((person) => person.email === "ada@example.org").id;
  const [few] = await jam.api.Principal.get({ accountId, ids: [me, "nobody"], properties: ["name"] });
  assert.deepEqual(Object.keys(few.list[0]).sort(), ["id", "name"]);
  assert.deepEqual(few.notFound, ["nobody"]);
});

test("set", async () => {
  const [{ state: before }] = await jam.api.Ticket.get({ accountId, ids: [] });
  const [made] = await jam.api.Ticket.set({
    accountId,
    create: { first: { subject: "The printer is on fire", requesterId: me, tags: { fire: true } }, second: { subject: "" } },
  });
  ticketId = made.created.first.id;
  assert.equal(made.oldState, before);
  assert.notEqual(made.newState, before);
  assert.equal(made.notCreated.second.type, "invalidProperties");
  ticketState = before;

  const [changed] = await jam.api.Ticket.set({
    accountId,
    ifInState: made.newState,
    update: { [ticketId]: { "tags/urgent": true, "tags/fire": null, status: "open" }, Tnothing: { subject: "x" } },
  });
  assert.ok(ticketId in changed.updated);
  assert.equal(changed.notUpdated.Tnothing.type, "notFound");
  const [{ list: [ticket] }] = await jam.api.Ticket.get({ accountId, ids: [ticketId] });
  assert.deepEqual(ticket.tags, { urgent: true });
  assert.equal(ticket.status, "open");

  await assert.rejects(jam.api.Ticket.set({ accountId, ifInState: made.newState, update: { [ticketId]: { subject: "late" } } }),
    (error) => error.type === "stateMismatch");
  await assert.rejects(jam.api.Ticket.set({ accountId: "Onowhere", create: {} }), (error) => error.type === "accountNotFound");
});

test("conditional set", async () => {
  const conditional = "urn:ietf:params:jmap:conditional";
  assert.deepEqual((await jam.session).capabilities[conditional], {});
  const set = (update, more, using) => jam.api.Ticket.set({ accountId, update: { [ticketId]: update }, ...more }, { using });
  const [refused] = await set({ subject: "x" }, { ifUnchangedBy: { [ticketId]: { subject: "Something else" } } }, [conditional]);
  assert.deepEqual([refused.notUpdated[ticketId].type, refused.newState], ["stateMismatch", refused.oldState]);
  const [done] = await set({ urgency: "high" }, { ifUnchangedBy: { [ticketId]: { status: "open", "tags/fire": null } } }, [conditional]);
  assert.ok(ticketId in done.updated);
  await assert.rejects(set({ subject: "x" }, { atomic: true, ifUnchangedBy: { [ticketId]: null } }, [conditional]),
    (error) => error.type === "stateMismatch" && error.failed[0] === ticketId);
  await assert.rejects(set({ subject: "x" }, { ifUnchangedBy: { [ticketId]: null } }), (error) => error.type === "invalidArguments");
});

test("changes", async () => {
  const [page] = await jam.api.Ticket.changes({ accountId, sinceState: ticketState });
  assert.equal(page.oldState, ticketState);
  assert.deepEqual(page.created, [ticketId]);
  assert.equal(page.hasMoreChanges, false);
  const [{ state }] = await jam.api.Ticket.get({ accountId, ids: [] });
  assert.equal(page.newState, state);
  const [nothing] = await jam.api.Ticket.changes({ accountId, sinceState: state });
  assert.deepEqual([nothing.created, nothing.updated, nothing.destroyed, nothing.newState], [[], [], [], state]);
  await assert.rejects(jam.api.Ticket.changes({ accountId, sinceState: "nonsense" }),
    (error) => error.type === "cannotCalculateChanges");
});

test("changes in pages", async () => {
  const [{ state }] = await jam.api.Message.get({ accountId, ids: [] });
  const create = {};
  for (let i = 0; i < 25; i++) create[`m${i}`] = { ticketId, kind: "reply", body: `Reply ${i}` };
  const [{ created }] = await jam.api.Message.set({ accountId, create });
  const wanted = Object.values(created).map((message) => message.id).sort();
  assert.equal(wanted.length, 25);
  const seen = [];
  let since = state, more = true;
  while (more) {
    const [page] = await jam.api.Message.changes({ accountId, sinceState: since, maxChanges: 4 });
    assert.ok(page.created.length <= 4);
    assert.ok(!page.hasMoreChanges || page.newState !== page.oldState);
    seen.push(...page.created);
    [since, more] = [page.newState, page.hasMoreChanges];
  }
  assert.deepEqual(seen.sort(), wanted);
  messageState = since;
});

test("query", async () => {
  for (const subject of ["Banana", "apple", "Cherry"]) {
    await jam.api.Ticket.set({ accountId, create: { a: { subject, requesterId: me, tags: { fruit: true } } } });
  }
  const [found] = await jam.api.Ticket.query({
    accountId, filter: { operator: "AND", conditions: [{ tags: "fruit" }, { operator: "NOT", conditions: [{ text: "nothing of it" }] }] },
    sort: [{ property: "subject", isAscending: true }], calculateTotal: true,
  });
  assert.equal(found.total, 3);
  assert.equal(found.ids.length, 3);
  const [{ list }] = await jam.api.Ticket.get({ accountId, ids: found.ids, properties: ["subject"] });
  const subjects = found.ids.map((id) => list.find((ticket) => ticket.id === id).subject.toLowerCase());
  assert.deepEqual(subjects, [...subjects].sort());
  const [second] = await jam.api.Ticket.query({ accountId, sort: [{ property: "subject" }], position: 1, limit: 1 });
  assert.equal(second.ids.length, 1);
  assert.equal(second.position, 1);
  const [anchored] = await jam.api.Ticket.query({ accountId, sort: [{ property: "subject" }], anchor: second.ids[0], limit: 2 });
  assert.equal(anchored.ids[0], second.ids[0]);
  await assert.rejects(jam.api.Ticket.query({ accountId, filter: { nonsense: 1 } }), (error) => /Filter|invalidArguments/.test(error.type));
});

test("references", async () => {
  const [{ query, tickets, people }] = await jam.requestMany((t) => {
    const query = t.Ticket.query({ accountId, sort: [{ property: "subject" }], limit: 10 });
    const tickets = t.Ticket.get({ accountId, ids: query.$ref("/ids"), properties: ["subject", "requesterId"] });
    const people = t.Principal.get({ accountId, ids: tickets.$ref("/list/*/requesterId") });
    return { query, tickets, people };
  });
  assert.equal(query.ids.length, 4);
  assert.deepEqual(tickets.list.map((ticket) => ticket.id).sort(), [...query.ids].sort());
  assert.deepEqual(people.list.map((person) => person.id), [me]);

  // A reference to one id where a list is wanted is refused, not guessed.
  await assert.rejects(jam.requestMany((t) => {
    const made = t.Ticket.set({ accountId, create: { k: { subject: "By reference", requesterId: me } } });
    return { made, got: t.Ticket.get({ accountId, ids: made.$ref("/created/k/id") }) };
  }), (errors) => errors.length === 1 && errors[0].type === "invalidArguments");
});

test("creation ids", async () => {
  const answer = await fetch((await jam.session).apiUrl, {
    method: "POST",
    headers: { Authorization: jam.authHeader, "Content-Type": "application/json" },
    body: JSON.stringify({
      using: ["urn:ietf:params:jmap:core", helpdesk],
      methodCalls: [
        ["Ticket/set", { accountId, create: { t: { subject: "With a message", requesterId: me } } }, "a"],
        ["Message/set", { accountId, create: { m: { ticketId: "#t", kind: "reply", body: "Hello" } } }, "b"],
      ],
      createdIds: {},
    }),
  });
  const { methodResponses: [[, tickets], [, messages]], createdIds } = await answer.json();
  assert.equal(createdIds.t, tickets.created.t.id);
  const [{ list: [message] }] = await jam.api.Message.get({ accountId, ids: [messages.created.m.id] });
  assert.equal(message.ticketId, tickets.created.t.id);
});

test("blobs", async () => {
  const content = crypto.randomBytes(100000);
  const blob = await jam.uploadBlob(accountId, content, {
    headers: { Authorization: jam.authHeader, "Content-Type": "application/octet-stream" },
  });
  assert.equal(blob.size, content.length);
  assert.equal(blob.accountId, accountId);
  const digest = crypto.createHash("sha256").update(content).digest("hex");
  assert.equal(blob.blobId, `B${digest}`);
  const [{ created }] = await jam.api.Message.set({
    accountId,
    create: { m: { ticketId, kind: "reply", body: "See the file.",
      attachments: [{ blobId: blob.blobId, name: "data.bin", type: "application/octet-stream", size: content.length }] } },
  });
  const [{ list: [message] }] = await jam.api.Message.get({ accountId, ids: [created.m.id] });
  assert.equal(message.attachments[0].blobId, blob.blobId);
  const response = await jam.downloadBlob({ accountId, blobId: blob.blobId, mimeType: "application/octet-stream", fileName: "data.bin" });
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
  await assert.rejects(jam.downloadBlob({ accountId, blobId: `B${"0".repeat(64)}`, mimeType: "text/plain", fileName: "x" }));
});

// Its own EventSource is not in Node 20: the address is the session's, the reading ours.
test("push", async () => {
  const { eventSourceUrl } = await jam.session;
  const url = eventSourceUrl.replace("{types}", "Message").replace("{closeafter}", "state").replace("{ping}", "0");
  const response = await fetch(url, { headers: { Authorization: jam.authHeader } });
  assert.equal(response.headers.get("content-type").split(";")[0], "text/event-stream");
  await jam.api.Message.set({ accountId, create: { m: { ticketId, kind: "reply", body: "News" } } });
  const data = (await response.text()).split("\n").find((line) => line.startsWith("data:")).slice(5);
  const change = JSON.parse(data);
  assert.equal(change["@type"], "StateChange");
  const [page] = await jam.api.Message.changes({ accountId, sinceState: messageState });
  assert.equal(change.changed[accountId].Message, page.newState);
});

test("destroy", async () => {
  const [{ state }] = await jam.api.Ticket.get({ accountId, ids: [] });
  const [gone] = await jam.api.Ticket.set({ accountId, destroy: [ticketId] });
  assert.deepEqual(gone.destroyed, [ticketId]);
  const [page] = await jam.api.Ticket.changes({ accountId, sinceState: state });
  assert.deepEqual(page.destroyed, [ticketId]);
});

console.log(`1..${tests.length}`);
let failed = false;
for (const [i, [name, run]] of tests.entries()) {
  try {
    await run();
    console.log(`ok ${i + 1} - ${name}`);
  } catch (fault) {
    failed = true;
    const text = fault instanceof Error ? `${fault.stack}\n${fault.cause ? JSON.stringify(fault.cause) : ""}` : JSON.stringify(fault);
    console.log(text.split("\n").map((line) => `# ${line}`).join("\n"));
    console.log(`not ok ${i + 1} - ${name}`);
  }
}
process.exit(failed ? 1 : 0);
