import { randomUUID } from "node:crypto";
import type { Owned, RouteCase, RouteTable } from "./route-case";

const A = "/api/v1/accounts/:account_id";
const at = (rest: (owned: Owned) => string) => (owned: Owned) =>
  `/api/v1/accounts/${owned.accountId}${rest(owned)}`;
const named = (rest: (owned: Owned) => string, body?: (owned: Owned) => object): RouteCase => ({
  to: at(rest),
  ...(body && { body }),
  foreign: 404,
});
const unnamed = (rest: string, body?: object): RouteCase => ({
  to: at(() => rest),
  ...(body && { body: () => body }),
  foreign: null,
});
const list = (rest: string): RouteCase => ({ ...unnamed(rest), lists: true });

const team = (o: Owned) => `/teams/${o.teamId}`;
const teamMembers = (o: Owned) => `${team(o)}/team_members`;
const users = ({ userId }: Owned) => ({ user_ids: [userId] });
const label = (o: Owned) => `/labels/${o.labelId}`;
const reply = (o: Owned) => `/canned_responses/${o.cannedReplyId}`;
const webhook = (o: Owned) => `/webhooks/${o.webhookId}`;
const definition = (o: Owned) => `/custom_attribute_definitions/${o.definitionId}`;
const filter = (o: Owned) => `/custom_filters/${o.viewId}`;
const agent = (o: Owned) => `/agents/${o.agentId}`;
const inboxMembers = () => "/inbox_members";
const usersOfInbox = ({ inboxId, userId }: Owned) => ({ inbox_id: inboxId, user_ids: [userId] });

/** Chatwoot's routes of members, teams, labels and canned responses. */
export const CHATWOOT_ORGANISING_ROUTES: RouteTable = {
  [`GET ${A}/agents`]: unnamed("/agents"),
  [`POST ${A}/agents`]: {
    ...unnamed("/agents"),
    body: () => ({ name: "Neu", email: `${randomUUID()}@example.test` }),
  },
  [`PATCH ${A}/agents/:agent_id`]: named(agent, () => ({ availability: "busy" })),
  [`PUT ${A}/agents/:agent_id`]: named(agent, () => ({ availability: "online" })),
  [`DELETE ${A}/agents/:agent_id`]: named(agent),
  [`POST ${A}/contacts/:contact_id/destroy_custom_attributes`]: named(
    (o) => `/contacts/${o.contactId}/destroy_custom_attributes`,
    () => ({ custom_attributes: ["plan"] }),
  ),
  [`GET ${A}/assignable_agents`]: named((o) => `/assignable_agents?inbox_ids[]=${o.inboxId}`),
  [`GET ${A}/inboxes/:inbox_id/assignable_agents`]: named((o) => `/inboxes/${o.inboxId}/assignable_agents`),
  [`GET ${A}/inbox_members/:inbox_id`]: named((o) => `/inbox_members/${o.inboxId}`),
  [`POST ${A}/inbox_members`]: named(inboxMembers, usersOfInbox),
  [`PATCH ${A}/inbox_members`]: named(inboxMembers, usersOfInbox),
  [`PUT ${A}/inbox_members`]: named(inboxMembers, usersOfInbox),
  [`DELETE ${A}/inbox_members`]: named(inboxMembers, usersOfInbox),
  [`GET ${A}/teams`]: list("/teams"),
  [`POST ${A}/teams`]: unnamed("/teams", { name: "Chatwoots Retouren" }),
  [`GET ${A}/teams/:team_id`]: named(team),
  [`PATCH ${A}/teams/:team_id`]: named(team, () => ({ name: "Chatwoots Fundbüro" })),
  [`PUT ${A}/teams/:team_id`]: named(team, () => ({ name: "Kasse" })),
  [`DELETE ${A}/teams/:team_id`]: named(team),
  [`GET ${A}/teams/:team_id/team_members`]: named(teamMembers),
  [`POST ${A}/teams/:team_id/team_members`]: named(teamMembers, users),
  [`PATCH ${A}/teams/:team_id/team_members`]: named(teamMembers, users),
  [`PUT ${A}/teams/:team_id/team_members`]: named(teamMembers, users),
  [`DELETE ${A}/teams/:team_id/team_members`]: named(teamMembers, users),
  [`GET ${A}/labels`]: list("/labels"),
  [`POST ${A}/labels`]: unnamed("/labels", { title: "retoure-c", color: "#ff0000" }),
  [`GET ${A}/labels/:label_id`]: named(label),
  [`PATCH ${A}/labels/:label_id`]: named(label, () => ({ color: "#0000ff" })),
  [`PUT ${A}/labels/:label_id`]: named(label, () => ({ description: "Blau" })),
  [`DELETE ${A}/labels/:label_id`]: named(label),
  [`GET ${A}/canned_responses`]: list("/canned_responses"),
  [`POST ${A}/canned_responses`]: unnamed("/canned_responses", { short_code: "moin", content: "Moin" }),
  [`PATCH ${A}/canned_responses/:canned_response_id`]: named(reply, () => ({ content: "Servus" })),
  [`PUT ${A}/canned_responses/:canned_response_id`]: named(reply, () => ({ content: "Grüezi" })),
  [`DELETE ${A}/canned_responses/:canned_response_id`]: named(reply),
  [`GET ${A}/custom_attribute_definitions`]: list("/custom_attribute_definitions"),
  [`POST ${A}/custom_attribute_definitions`]: unnamed("/custom_attribute_definitions", {
    attribute_display_name: "Tarif",
    attribute_key: "tarif",
  }),
  [`GET ${A}/custom_attribute_definitions/:definition_id`]: named(definition),
  [`PATCH ${A}/custom_attribute_definitions/:definition_id`]: named(definition, () => ({
    attribute_description: "Monatlich",
  })),
  [`PUT ${A}/custom_attribute_definitions/:definition_id`]: named(definition, () => ({
    attribute_description: "Jährlich",
  })),
  [`DELETE ${A}/custom_attribute_definitions/:definition_id`]: named(definition),
  [`GET ${A}/custom_filters`]: list("/custom_filters"),
  [`POST ${A}/custom_filters`]: unnamed("/custom_filters", { name: "Filter", query: { payload: [] } }),
  [`GET ${A}/custom_filters/:filter_id`]: named(filter),
  [`PATCH ${A}/custom_filters/:filter_id`]: named(filter, () => ({ name: "Offene" })),
  [`PUT ${A}/custom_filters/:filter_id`]: named(filter, () => ({ name: "Erledigte" })),
  [`DELETE ${A}/custom_filters/:filter_id`]: named(filter),
  [`GET ${A}/webhooks`]: list("/webhooks"),
  [`POST ${A}/webhooks`]: unnamed("/webhooks", { url: "https://example.test/chatwoot" }),
  [`PATCH ${A}/webhooks/:webhook_id`]: named(webhook, () => ({ name: "Lager" })),
  [`PUT ${A}/webhooks/:webhook_id`]: named(webhook, () => ({ name: "Laden" })),
  [`DELETE ${A}/webhooks/:webhook_id`]: named(webhook),
};
