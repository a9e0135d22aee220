import { createView, deleteView, updateView } from "@/server/commands/organising/views";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import { CHANGE, type ChatwootContext, pathId, type Route } from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, paramsOf, readParams } from "@/server/dialects/chatwoot/input/params";
import { queryOf, readSavedFilter } from "@/server/dialects/chatwoot/input/saved-filter";
import { listViews } from "@/server/queries/organising/organising";

const AT = "/custom_filters";

export const customFilterRoutes: readonly Route[] = [
  ["GET", AT, list],
  ["POST", AT, create],
  ["GET", `${AT}/:filter_id`, show],
  [CHANGE, `${AT}/:filter_id`, update],
  ["DELETE", `${AT}/:filter_id`, destroy],
];

/** Upstream's kinds. Saved views are lists of conversations. */
const KINDS = ["conversation", "contact", "report"] as const;

const kindOf = (params: Params) => {
  const given = params.text("filter_type") ?? params.text("type") ?? "conversation";
  const kind = [...KINDS.keys()].find((at) => given === KINDS[at] || given === String(at));
  if (kind === undefined) throw invalid("filter_type", `must be one of ${KINDS.join(", ")}`);
  return KINDS[kind];
};

/** The caller's own saved views, also those that are shared. */
async function listOwn(c: ChatwootContext): Promise<ViewDto[]> {
  const { caller, services } = c.var;
  const views = await listViews(services.database, caller);
  return views.filter(({ ownerId }) => ownerId === caller.userId);
}

async function list(c: ChatwootContext): Promise<Response> {
  const kind = kindOf(await readParams(c.req.raw));
  const views = kind === "conversation" ? await listOwn(c) : [];
  return c.json(views.map((view) => filterJson(c, view)));
}

async function reach(c: ChatwootContext): Promise<ViewDto> {
  const id = pathId(c, "filter_id");
  const view = (await listOwn(c)).find((one) => one.id === id);
  if (!view) throw new Refusal("view.not_found");
  return view;
}

async function show(c: ChatwootContext): Promise<Response> {
  return c.json(filterJson(c, await reach(c)));
}

async function create(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "custom_filter");
  if (kindOf(params) !== "conversation") throw invalid("filter_type", "must be conversation");
  const { name, filter } = readFields(params);
  if (name === undefined) throw invalid("name", "can't be blank");
  if (filter === undefined) throw invalid("query", "can't be blank");
  const view = { name, filter, isShared: false };
  return c.json(filterJson(c, (await c.var.services.run(createView, c.var.caller, view)).result));
}

/** The view keeps its order, which a query does not have. */
async function update(c: ChatwootContext): Promise<Response> {
  const view = await reach(c);
  const { filter, ...fields } = readFields(await readParams(c.req.raw, "custom_filter"));
  const change = {
    viewId: view.id,
    ...fields,
    ...(filter && { filter: { ...filter, sort: view.filter.sort } }),
  };
  return c.json(filterJson(c, (await c.var.services.run(updateView, c.var.caller, change)).result));
}

async function destroy(c: ChatwootContext): Promise<Response> {
  const { id } = await reach(c);
  await c.var.services.run(deleteView, c.var.caller, { viewId: id });
  return c.body(null, 200);
}

function readFields(params: Params) {
  const name = params.text("name", SHORT_NAME_CHARS_MAX);
  if (name !== undefined && !name?.trim()) throw invalid("name", "can't be blank");
  const query = params.object("query");
  return present({
    name: name ?? undefined,
    filter: query === undefined ? undefined : readSavedFilter(paramsOf(query)),
  });
}

const filterJson = (c: ChatwootContext, view: ViewDto) => ({
  id: view.id,
  name: view.name,
  filter_type: "conversation",
  query: queryOf(view.filter, c.var.caller.userId),
  created_at: view.createdAt,
  updated_at: view.updatedAt,
});
