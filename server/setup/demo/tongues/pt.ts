import type { Tongue } from "./tongue";

export const pt: Tongue = {
  language: "pt-BR",
  given: [
    "Ana",
    "João",
    "Beatriz",
    "Rafael",
    "Camila",
    "Thiago",
    "Letícia",
    "Gustavo",
    "Fernanda",
    "Lucas",
    "Juliana",
    "Caio",
    "Sônia",
    "Antônio",
  ],
  family: [
    "Souza",
    "Oliveira",
    "Lima",
    "Ferreira",
    "Almeida",
    "Ribeiro",
    "Carvalho",
    "Gonçalves",
    "Rocha",
    "Barbosa",
    "Nogueira",
  ],
  order: "given family",
  phonePrefix: "+55119000",
  phoneDigits: 5,
  mailDomain: "correio.example",
  items: ["chaleira Aurora", "ventilador Brisa", "luminária Nuvem", "jogo de cama Linho", "canecas Terra"],
  dialogues: [
    {
      label: "delivery",
      lines: [
        'Oi, bom dia! Meu pedido {order} está como "saiu para entrega" desde sexta e até agora nada 😕',
        "Bom dia, {name}! Já falei com a transportadora: o motorista não achou o bloco. Pode me confirmar o bloco e um ponto de referência?",
        "Bloco C, portaria da rua de trás, em frente à padaria",
        "Anotado! Nova tentativa hoje à tarde, e o motorista liga quando chegar.",
      ],
    },
    {
      label: "refund",
      lines: [
        "Boa tarde, devolvi um produto ({item}) e queria saber do estorno",
        "Boa tarde, {name}! A devolução do {order} chegou ontem. O estorno já foi pedido e aparece na próxima fatura do cartão.",
        "Não dá pra ser por Pix?",
        "Dá sim! Me manda a chave que a transferência sai ainda hoje.",
        "é o meu e-mail mesmo, o do cadastro",
        "Pronto, Pix enviado 👍",
      ],
    },
    {
      label: "product",
      lines: [
        "Oi! Esse produto ({item}) vem em 110 ou 220?",
        "Oi, {name}! Tem nas duas voltagens, é só escolher antes de fechar o carrinho. No seu pedido {order} está 220.",
        "ai não, aqui é 110!! dá pra trocar?",
        "Dá, ainda não saiu do estoque. Já troquei para 110, não precisa fazer mais nada.",
      ],
    },
    {
      label: "warranty",
      lines: [
        "meu produto ({item}) parou de funcionar com 2 meses de uso",
        "Poxa, {name}, sinto muito. Você consegue mandar um vídeo curto ligando na tomada?",
        "mandei por e-mail",
        "Recebi! É defeito de fábrica, a nova sai amanhã sem custo nenhum.",
      ],
    },
    {
      label: "billing",
      lines: [
        "Oi, caiu duas vezes no meu cartão o pedido {order}",
        "Oi, {name}! Vi aqui: uma das cobranças é só a reserva e cai sozinha em até 2 dias úteis.",
        "certeza? o banco disse que eram duas compras",
        "Certeza. Te mandei o comprovante do cancelamento para mostrar ao banco se precisar.",
      ],
    },
    {
      label: "account",
      lines: [
        "não consigo entrar na minha conta, diz que a senha tá errada",
        "Enviei agora um link para criar outra senha. Ele vale por uma hora, {name}.",
        "consegui!!",
      ],
    },
    {
      label: "delivery",
      lines: [
        "Vocês entregam em Fernando de Noronha?",
        "Entregamos sim, só leva mais: uns 12 dias úteis, porque vai de barco a partir de Recife.",
        "Sem problema, vou fechar o pedido então",
      ],
    },
    {
      label: "wholesale",
      lines: [
        "Olá, tenho uma pousada em Paraty e queria comprar 30 unidades ({item}). Tem preço de atacado?",
        "Tem sim! A partir de 20 peças são 15% de desconto. Quer que eu monte o orçamento com frete?",
        "Quero, com nota no CNPJ por favor",
      ],
    },
  ],
  thanks: ["Valeu, {agent}! Atendimento nota 10 💛", "valeu demais!", "Tudo certo, resolvido 🙏"],
  again: [
    [
      "Oi de novo... chegou, mas veio faltando uma peça 😩",
      "Que chato, {name}! Já pedi o envio da peça, chega em 3 dias.",
    ],
    [
      "opa, só mais uma coisa: cadê a nota fiscal?",
      "Acabei de reenviar para o seu e-mail, dá uma olhada no spam também.",
    ],
  ],
  outreach: [
    "Oi, {name}! Aqui é da Casa Aurora. O produto que você queria ({item}) voltou ao estoque. Separo um para você?",
    "Oi, {name}! O entregador não encontrou ninguém para receber o {order}. Qual o melhor horário amanhã?",
  ],
  bot: "Oi! Eu sou a Lia, assistente da Casa Aurora 🤖 Já chamo alguém do time. Enquanto isso, pode me dizer o número do pedido?",
  notes: [
    "Transportadora confirmou: endereço sem bloco. Corrigido no cadastro.",
    "Cliente antiga, pode liberar o frete.",
    "Terceiro caso deste lote, avisei o estoque.",
  ],
};
