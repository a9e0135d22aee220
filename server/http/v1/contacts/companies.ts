import { z } from "@hono/zod-openapi";
import { createCompany, deleteCompany, updateCompany } from "@/server/commands/contacts/companies";
import { text } from "@/server/contract/_shared/fields";
import { createCompanyInput, updateCompanyInput } from "@/server/contract/contact/company";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { company, pageOf } from "@/server/http/v1/schemas";
import { getCompany, listCompanies } from "@/server/queries/contacts/companies";

const tag = "Companies";
const params = z.object({ id: pathId("company.not_found") });

export const companyRoutes = [
  get(
    {
      path: "/v1/companies",
      tag,
      summary: "List companies by name; with `query`, those with this text in their name",
      query: z.strictObject({ query: text(1, QUERY_CHARS_MAX).optional(), ...page }),
      answer: pageOf(company),
      refuses: ["cursor.invalid"],
    },
    ({ caller, query, services }) => listCompanies(services.database, caller, query),
  ),
  post(
    {
      path: "/v1/companies",
      tag,
      summary: "Create a company",
      body: createCompanyInput.strict(),
      answer: company,
      status: 201,
      location: ({ id }) => `/v1/companies/${id}`,
      refuses: ["company.taken", "company.too_many"],
    },
    (tx, { body }) => createCompany(tx, body),
  ),
  get(
    {
      path: "/v1/companies/{id}",
      tag,
      summary: "Get a company; `/v1/contacts?companyId=` lists its contacts",
      params,
      answer: company,
      refuses: ["company.not_found"],
    },
    ({ caller, params, services }) => getCompany(services.database, caller, params.id),
  ),
  patch(
    {
      path: "/v1/companies/{id}",
      tag,
      summary: "Update a company",
      params,
      body: updateCompanyInput.strict(),
      answer: company,
      refuses: ["company.not_found", "company.taken"],
    },
    (tx, { params, body }) => updateCompany(tx, { companyId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/companies/{id}",
      tag,
      summary: "Delete a company; its contacts stay, and lose it within seconds",
      params,
      answer: company,
      refuses: ["auth.forbidden", "company.not_found"],
    },
    (tx, { params }) => deleteCompany(tx, { companyId: params.id }),
  ),
];
