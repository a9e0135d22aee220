import type { Tongue } from "./tongue";

export const es: Tongue = {
  language: "es",
  given: [
    "Carmen",
    "Javier",
    "Valentina",
    "Diego",
    "Marta",
    "Andrés",
    "Ximena",
    "Pablo",
    "Rocío",
    "Iker",
    "Noelia",
  ],
  family: ["García", "Martínez", "Rojas", "Herrera", "Castillo", "Navarro", "Peña", "Ibáñez", "Fuentes"],
  order: "given family",
  phonePrefix: "+34600000",
  phoneDigits: 3,
  mailDomain: "buzon.example",
  items: ["hervidor Aurora", "ventilador Brisa", "lámpara Nuvem", "juego de cama Linho", "tazas Terra"],
  dialogues: [
    {
      label: "delivery",
      lines: [
        "Hola, el pedido {order} aparece como entregado pero yo no he recibido nada.",
        "Hola, {name}. Acabo de hablar con la mensajería: lo dejaron en la tienda de la esquina, «Frutas Lola», porque no había nadie en casa.",
        "¿Y no podían dejar un aviso? Voy a preguntar.",
        "Tienes toda la razón, lo he reclamado. Si no lo encuentras te enviamos otro hoy mismo.",
        "Lo tenían ellos 👍",
      ],
    },
    {
      label: "refund",
      lines: [
        "Buenos días, ¿cuándo me devuelven el dinero del {order}?",
        "Buenos días, {name}. La devolución se registró el lunes y el abono salió ayer; tu banco lo mostrará en 2 o 3 días.",
        "Perfecto, lo miro el jueves.",
        "Si no aparece, respóndeme por aquí y te paso el justificante.",
      ],
    },
    {
      label: "product",
      lines: [
        "¿Tienen el artículo ({item}) en color verde?",
        "De momento solo en crema y gris. El verde llega el mes que viene, ¿quieres que te avise?",
        "Sí, por favor.",
      ],
    },
    {
      label: "warranty",
      lines: [
        "Se me ha roto el producto ({item}) y no hace ni medio año que lo compré.",
        "Lo siento mucho, {name}. Está en garantía. ¿Me mandas una foto y el número de serie que va debajo?",
        "CA-88-19722, la foto va por correo",
        "Recibida. Mañana sale el nuevo y el mensajero recoge el viejo.",
      ],
    },
    {
      label: "billing",
      lines: [
        "Necesito factura a nombre de la empresa para {order}.",
        "Claro, dime la razón social y el NIF y la preparo.",
        "Hostal Mirador S.L., B00000000",
        "Hecho, la tienes en tu correo.",
      ],
    },
    {
      label: "account",
      lines: [
        "Cambié de correo y ahora no puedo entrar en mi cuenta.",
        "Te he enviado un código al correo nuevo. Cuando lo tengas, escríbemelo aquí y hago el cambio.",
        "480219",
        "Listo, ya puedes entrar con el correo nuevo.",
      ],
    },
    {
      label: "delivery",
      lines: [
        "¿Hacen envíos a Canarias? ¿Hay que pagar aduana?",
        "Sí, en 5 a 7 días. El precio que ves al pagar ya incluye los trámites, no hay sorpresas a la entrega.",
      ],
    },
  ],
  thanks: ["¡Mil gracias, {agent}!", "Genial, muy amable.", "Perfecto, gracias por todo 😊"],
  again: [
    [
      "Perdona, otra vez yo. El código de descuento que me diste no funciona.",
      "Vaya, le faltaba una letra: es CASA15. Ya lo he probado y va.",
    ],
    ["Una cosa más: ¿puedo cambiar la dirección de entrega?", "Sí, todavía no ha salido. Cambiada."],
  ],
  outreach: [
    "Hola, {name}, te escribimos de Casa Aurora. La dirección de {order} está incompleta: ¿nos dices piso y puerta?",
  ],
  bot: "¡Hola! Soy Lia, la asistente de Casa Aurora 🤖 Ya aviso al equipo. Mientras tanto, ¿me dices tu número de pedido?",
  notes: [
    "La mensajería admite el error, reclamación abierta.",
    "Clienta habitual, enviar por urgente sin coste.",
    "Ojo: ya es el segundo envío.",
  ],
};
