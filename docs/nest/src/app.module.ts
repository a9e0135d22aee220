import { Module } from "@nestjs/common";
import { OrdersController } from "./orders.controller";
import { Tickline } from "./tickline";

@Module({ controllers: [OrdersController], providers: [Tickline] })
export class AppModule {}
