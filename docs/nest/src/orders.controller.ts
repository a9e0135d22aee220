import { Body, Controller, HttpCode, Inject, Param, Post } from "@nestjs/common";
import { Tickline } from "./tickline.js";

/** A shop whose customers see in their conversation what became of their order. */
@Controller("orders")
export class OrdersController {
  constructor(@Inject(Tickline) private readonly tickline: Tickline) {}

  /** Tells the customer that their order has left. A repeated call tells it once: the order is the message's client id. */
  @Post(":order/shipped")
  @HttpCode(200)
  async shipped(@Param("order") order: string, @Body() { conversation }: { conversation: number }) {
    const { id } = await this.tickline.postSystemMessage(conversation, {
      template: "Your order {order} has shipped.",
      translations: { zh: "您的订单 {order} 已发货。" },
      parameters: { order },
      clientId: `order-${order}-shipped`,
    });
    return { messageId: id };
  }

  /** Makes the customer's app read the order again: a command, which is in no history. */
  @Post(":order/changed")
  @HttpCode(200)
  async changed(@Param("order") order: string, @Body() { conversation }: { conversation: number }) {
    const { command } = await this.tickline.sendCommandMessage(conversation, {
      content: "",
      contentAttributes: { cmd: "orderChanged", order },
    });
    return { commandId: command.id };
  }
}
