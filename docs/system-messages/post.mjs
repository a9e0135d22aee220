// Posts a system message: node post.mjs DISPLAY_ID ORDER
// Environment: TICKLINE_URL, TICKLINE_TOKEN.
const { TICKLINE_URL, TICKLINE_TOKEN } = process.env;
if (!TICKLINE_URL || !TICKLINE_TOKEN) {
  console.error("set TICKLINE_URL, TICKLINE_TOKEN");
  process.exit(1);
}

/** Posts that an order has shipped. The same order is posted once, however often this is called. */
export async function postShipped(displayId, order) {
  const response = await fetch(`${TICKLINE_URL}/v1/conversations/${displayId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${TICKLINE_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      kind: "system",
      template: "Your order {order} has shipped.",
      translations: { zh: "您的订单 {order} 已发货。" },
      parameters: { order },
      clientId: `shipped ${order}`,
    }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer;
}

const [displayId, order] = process.argv.slice(2);
const { id, storage, content, isRepeated } = await postShipped(displayId, order);
console.log(JSON.stringify({ id, storage, content, isRepeated }));
