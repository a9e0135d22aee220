import { Module } from "@nestjs/common";
import { OrdersController } from "./orders.controller.js";
import { Tickline } from "./tickline.js";

@Module({ controllers: [OrdersController], providers: [Tickline] })
export class AppModule {}
