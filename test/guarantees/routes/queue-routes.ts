import { list, named, type Owned, type RouteTable, unnamed } from "./route-case";

const ofInbox = ({ inboxId }: Owned) => ({ inboxId });
const ofEndpoint = ({ endpointId }: Owned) => ({ endpointId });
const ofDelivery = ({ deliveryId }: Owned) => ({ deliveryId });
const ofMail = ({ mailKey }: Owned) => ({ kind: "mails", key: mailKey });

const sends = (verb: string) => named(() => `/v1/queues/sends/${verb}`, ofInbox);
const deliveries = (verb: string) => [
  named(() => `/v1/queues/deliveries/${verb}`, ofDelivery),
  named(() => `/v1/queues/deliveries/${verb}`, ofEndpoint),
];

/** The queues. A send's id is in no answer before it waits: the laws name one. */
export const QUEUE_ROUTES: RouteTable = {
  "GET /v1/queues": list("/v1/queues"),
  "GET /v1/queues/sends": [
    unnamed("/v1/queues/sends"),
    named(({ inboxId }) => `/v1/queues/sends?inboxId=${inboxId}`),
  ],
  "GET /v1/queues/deliveries": [
    unnamed("/v1/queues/deliveries"),
    named(({ endpointId }) => `/v1/queues/deliveries?endpointId=${endpointId}`),
  ],
  "GET /v1/queues/jobs": list("/v1/queues/jobs?kind=mails"),
  "POST /v1/queues/sends/retry": sends("retry"),
  "POST /v1/queues/sends/discard": sends("discard"),
  "POST /v1/queues/deliveries/retry": deliveries("retry"),
  "POST /v1/queues/deliveries/discard": deliveries("discard"),
  "POST /v1/queues/jobs/retry": named(() => "/v1/queues/jobs/retry", ofMail),
  "POST /v1/queues/jobs/discard": named(() => "/v1/queues/jobs/discard", ofMail),
};
