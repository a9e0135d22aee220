import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { confirmDeletion, prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { setAvatar } from "@/server/commands/members/profile";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import { advance } from "@/test/support/scenes/deleting";
import { addFile } from "@/test/support/scenes/files";

describe("customers", () => {
  let api: Api;
  let s: WireScene;
  beforeAll(async () => {
    api = await openFreescout();
    s = await openScene(api);
  });
  afterAll(() => api.close());

  const show = async (id: number) => (await s.client.get(`/customers/${id}`)).body;

  const list = async (query: string) => (await s.client.get(`/customers?${query}`)).body;

  const valuesOf = async (id: number, kind: "emails" | "phones") =>
    (await show(id))._embedded[kind].map(({ value }: { value: string }) => value);

  const emailsOf = (id: number) => valuesOf(id, "emails");

  const phonesOf = (id: number) => valuesOf(id, "phones");

  describe("customers", () => {
    test("are created, shown, changed and found", async () => {
      const made = await s.client.post("/customers", {
        firstName: "Zoë",
        lastName: "Ångström",
        company: "Acme",
        emails: [{ value: "zoe@example.test", type: "work" }],
        phones: [{ value: "+49 (151) 123-456 78", type: "mobile" }],
      });
      expect(made.status).toBe(201);
      expect(made.headers.get("resource-id")).toBe(String(made.body.id));
      const { id } = made.body;
      expect(await show(id)).toMatchObject({
        id,
        firstName: "Zoë",
        lastName: "Ångström",
        company: "Acme",
        _embedded: { emails: [{ value: "zoe@example.test" }], phones: [{ value: "+4915112345678" }] },
      });
      const changed = await s.client.put(`/customers/${id}`, { lastName: "Lind", jobTitle: "Buyer" });
      expect({ status: changed.status, body: changed.body }).toEqual({ status: 204, body: null });
      expect(await show(id)).toMatchObject({
        firstName: "Zoë",
        lastName: "Lind",
        company: "Acme",
        jobTitle: "Buyer",
      });
      for (const query of ["email=ZOE@example.test", "phone=%2B4915112345678", "firstName=Zoë&lastName=Lind"])
        expect((await list(query))._embedded.customers, query).toMatchObject([{ id }]);
      expect((await list("email=nobody@example.test")).page.totalElements).toBe(0);
      await s.client.put(`/customers/${id}`, { emails: [] });
      expect((await show(id))._embedded.emails).toEqual([]);
      await s.client.put(`/customers/${id}`, { emails_add: [{ value: "new@example.test" }] });
      expect((await show(id))._embedded.emails).toMatchObject([{ value: "new@example.test" }]);
      await s.client.put(`/customers/${id}`, { emails_add: [{ value: "second@example.test" }] });
      expect(await emailsOf(id)).toEqual(["new@example.test", "second@example.test"]);
    });

    test("have several email addresses and phones", async () => {
      const { body } = await s.client.post("/customers", {
        firstName: "Both",
        emails: ["a@both.test", { value: "b@both.test", type: "home" }, "A@both.test"],
        phones: ["0301234567", "+49 30 1234568"],
      });
      const { id } = body;
      expect(await emailsOf(id)).toEqual(["a@both.test", "b@both.test"]);
      expect(await phonesOf(id)).toEqual(["+49301234568", "0301234567"]);
      await s.client.put(`/customers/${id}`, { email: "c@both.test", phones: ["+49301234568"] });
      expect([await emailsOf(id), await phonesOf(id)]).toEqual([
        ["c@both.test", "b@both.test"],
        ["+49301234568"],
      ]);
      await s.client.put(`/customers/${id}`, { lastName: "Kept" });
      expect([await emailsOf(id), await phonesOf(id)]).toEqual([
        ["c@both.test", "b@both.test"],
        ["+49301234568"],
      ]);
    });

    test("are found by a phone without its plus, or without a country code", async () => {
      const make = async (phone: string, firstName = "Phone") =>
        (await s.client.post("/customers", { firstName, phone })).body;
      const [whole, local] = [await make("+1 415 555 0100"), await make("777-777-777")];
      expect(local._embedded.phones).toMatchObject([{ value: "777777777" }]);
      const found = async (phone: string) =>
        (await list(`phone=${encodeURIComponent(phone)}`))._embedded.customers.map(
          ({ id }: { id: number }) => id,
        );
      expect(await found("14155550100")).toEqual([whole.id]);
      expect(await found("001 415 555-0100")).toEqual([whole.id]);
      const [german, near] = [await make("+49 (0)30 901820"), await make("(0)30 901821")];
      expect(near._embedded.phones).toMatchObject([{ value: "030901821" }]);
      expect(german._embedded.phones).toMatchObject([{ value: "+4930901820" }]);
      expect(await found("0049 (0) 30 / 90-18.20")).toEqual([german.id]);
      expect(await found("777 777 777")).toEqual([local.id]);
      expect(await found("(415) 555-0100")).toEqual([whole.id]);
      expect(await found("+4155550100")).toEqual([]);
      expect(await found("550100")).toEqual([]);
      const twin = await make("+49 415 555 0100");
      expect((await found("4155550100")).toSorted()).toEqual([whole.id, twin.id].toSorted());
      expect(await found("778777777")).toEqual([]);
      expect(await phonesOf((await make("777-777-777", "Same household")).id)).toEqual(["777777777"]);
      const begin = (phone: string) =>
        s.client.post("/conversations", {
          type: "phone",
          mailboxId: s.inboxId,
          subject: "Call",
          customer: { phone },
          threads: [{ type: "customer", text: "Call me" }],
        });
      const customerOf = async (phone: string) => {
        const { body } = await begin(phone);
        return (await s.client.get(`/conversations/${body.id}`)).body.customer.id;
      };
      expect(await customerOf("777-777-777")).toBe(local.id);
      expect(await customerOf("1 (415) 555-0100")).toBe(whole.id);
      expect(await customerOf("030 999")).toBe(await customerOf("030999"));
    });

    test("are listed the newest first, page by page", async () => {
      for (let i = 0; i < 3; i++) await s.client.post("/customers", { firstName: `Page ${i}` });
      const { _embedded, page } = await list("firstName=page&pageSize=2");
      expect(page).toEqual({ size: 2, totalElements: 3, totalPages: 2, number: 1 });
      expect(_embedded.customers.map(({ lastName }: { lastName: string }) => lastName)).toEqual(["2", "1"]);
    });

    test("are sorted by name and change, and since a change", async () => {
      const before = new Date(Date.now() - 1000);
      for (const name of ["Sort Beta", "Sort alpha", "Sort"])
        await s.client.post("/customers", {
          firstName: name.split(" ")[0],
          lastName: name.split(" ")[1] ?? "",
        });
      const names = async (query: string) =>
        (await list(`firstName=sort&${query}`))._embedded.customers.map(
          ({ lastName }: { lastName: string }) => lastName,
        );
      expect(await names("sortField=lastName&sortOrder=asc")).toEqual(["", "alpha", "Beta"]);
      expect(await names("sortField=lastName&pageSize=1&page=2")).toEqual(["alpha"]);
      expect(await names(`sortField=updatedAt&sortOrder=asc&updatedSince=${before.toISOString()}`)).toEqual(
        await names("sortField=createdAt&sortOrder=asc"),
      );
      expect(await names("updatedSince=2999-01-01")).toEqual([]);
      expect((await s.client.get("/customers?sortField=phone")).status).toBe(400);
    });

    test.each([
      ["firstName", {}],
      ["firstName", { firstName: "x".repeat(41) }],
      ["emails.0", { emails: [{ value: "nobody" }] }],
      ["emails", { emails: Array.from({ length: 21 }, (_, nth) => `${nth}@example.test`) }],
      ["phone", { phone: "call me" }],
      ["email", { email: "li@example.test" }],
    ])("are refused for their %s", async (path, json) => {
      const { status, body } = await s.client.post("/customers", json);
      expect({ status, path: body._embedded.errors[0]?.path }).toEqual({ status: 400, path });
    });

    test("that are erased leave no stored answer; others keep theirs", async () => {
      const { world } = s.api;
      const make = (firstName: string) =>
        s.client.post("/customers", { firstName }, { "idempotency-key": `made-${firstName}` });
      const [doomed] = [await make("Perlhuhn"), await make("Somebody")];
      const plan = await world.run(prepareDeletion, s.admin, { contactId: doomed.body.id });
      const { result } = await world.run(confirmDeletion, s.admin, { token: plan.result.token ?? "" });
      await advance({ world, accountId: s.accountId }, result.id);
      const kept = await world.database.query<{ key: string }>(
        "select key from idempotency where account_id = $1 and key like 'made-%'",
        [s.accountId],
      );
      expect(kept).toEqual([{ key: "made-Somebody" }]);
    });

    test("that are unknown are not found", async () => {
      expect((await s.client.get("/customers/999999999")).status).toBe(404);
      expect((await s.client.put("/customers/999999999", { firstName: "x" })).status).toBe(404);
    });
  });

  test("users are the members", async () => {
    const { body } = await s.client.get("/users");
    expect(body._embedded.users).toMatchObject([{ id: s.userId, role: "admin" }]);
    const [user] = body._embedded.users;
    expect((await s.client.get(`/users?email=${user.email.toUpperCase()}`)).body.page.totalElements).toBe(1);
    expect((await s.client.get("/users?email=nobody@example.test")).body.page.totalElements).toBe(0);
    expect((await s.client.get(`/users/${s.userId}`)).body).toEqual(user);
    expect((await s.client.get("/users/999999999")).status).toBe(404);
  });

  test("tags are the labels, of the account or of one conversation", async () => {
    await s.client.put(`${s.path}/tags`, { tags: ["vip"] });
    const names = async (query: string) =>
      (await s.client.get(`/tags?${query}`)).body._embedded.tags.map(({ name }: { name: string }) => name);
    expect(await names("")).toContain("vip");
    const colours = async () =>
      (await s.client.get("/tags")).body._embedded.tags.map(({ color }: { color: unknown }) => color);
    expect(new Set((await colours()).map((color: unknown) => typeof color))).toEqual(new Set(["number"]));
    expect(await names(`conversationId=${s.id}`)).toEqual(["vip"]);
    expect((await s.client.get("/tags?conversationId=999999999")).status).toBe(404);
  });
});

describe("users", () => {
  let api: Api;
  let scene: WireScene;
  beforeAll(async () => {
    api = await openFreescout();
    scene = await openScene(api);
  });
  afterAll(() => api.close());

  test("users and authors of threads have the signed address of their picture, or none", async () => {
    const { client, userId, admin, path } = scene;
    const read = async () => {
      await client.post(`${path}/threads`, { type: "message", text: "Hello", user: userId });
      const { body: conversation } = await client.get(path);
      const threads: { createdBy: { photoUrl: string } }[] = conversation._embedded.threads;
      return [
        (await client.get(`/users/${userId}`)).body.photoUrl,
        (await client.get("/users")).body._embedded.users[0].photoUrl,
        threads[0]?.createdBy.photoUrl,
      ];
    };
    expect(await read()).toEqual(["", "", ""]);
    const { id } = await addFile(api.world, admin);
    await api.world.run(setAvatar, admin, { avatarFileId: id });
    const address = expect.stringMatching(
      new RegExp(`^${api.url}/files/${id}/avatar\\?preview&expires=\\d+&signature=[\\w-]+$`),
    );
    expect(await read()).toEqual([address, address, address]);
  });
});
