import type { Tongue } from "./tongue";

export const fr: Tongue = {
  language: "fr",
  given: ["Camille", "Julien", "Élodie", "Mathieu", "Inès", "François", "Manon", "Théo", "Hélène"],
  family: ["Dubois", "Lefèvre", "Moreau", "Garnier", "Rousseau", "Benali", "Chevalier", "Petit"],
  order: "given family",
  phonePrefix: "+3363998",
  phoneDigits: 4,
  mailDomain: "courriel.example",
  items: [
    "bouilloire Aurora",
    "ventilateur Brisa",
    "lampadaire Nuvem",
    "parure de lit Linho",
    "tasses Terra",
  ],
  dialogues: [
    {
      label: "delivery",
      lines: [
        "Bonjour, ma commande {order} devait arriver hier. Avez-vous des nouvelles ?",
        "Bonjour {name}, le camion a eu du retard à cause de la neige. La livraison est prévue demain entre 8 h et 12 h.",
        "Je ne serai pas là le matin. Est-ce possible l'après-midi ?",
        "C'est modifié : demain entre 14 h et 18 h.",
      ],
    },
    {
      label: "refund",
      lines: [
        "Bonjour, j'ai renvoyé un article ({item}) il y a dix jours et je n'ai toujours pas reçu le remboursement.",
        "Merci pour votre patience. Le colis de retour pour {order} a bien été reçu ; le remboursement est parti ce matin.",
        "Très bien, je surveille mon compte.",
      ],
    },
    {
      label: "product",
      lines: [
        "Bonjour, quelle est la durée de la garantie pour l'article suivant : {item} ?",
        "Bonjour {name}, deux ans, pièces et main-d'œuvre. Puis-je vous aider pour autre chose ?",
        "Oui : peut-on acheter les pièces détachées ?",
        "Oui, dans la rubrique « Accessoires », la livraison est offerte.",
      ],
    },
    {
      label: "warranty",
      lines: [
        "L'appareil ({item}) que j'ai acheté chez vous fait disjoncter toute la maison !",
        "Débranchez-le immédiatement, s'il vous plaît. Nous vous envoyons un remplacement aujourd'hui ; voulez-vous bien nous donner le numéro de série ?",
        "CA-88-21530. Merci de faire vite.",
        "C'est noté, départ ce soir en express.",
      ],
    },
    {
      label: "billing",
      lines: [
        "Le code promotionnel n'a pas été déduit de ma facture ({order}).",
        "En effet, il n'a pas été appliqué. Je vous rembourse la différence, soit 15 %.",
        "Merci, c'est parfait.",
      ],
    },
    {
      label: "account",
      lines: [
        "Je reçois encore votre lettre d'information alors que je me suis désinscrit trois fois.",
        "Toutes nos excuses. Votre adresse figurait dans deux listes ; elle est maintenant retirée des deux.",
      ],
    },
  ],
  thanks: ["Merci beaucoup {agent}, bonne journée !", "Parfait, merci.", "Un grand merci pour votre aide."],
  again: [
    [
      "Rebonjour, le livreur est passé mais il manque un carton.",
      "Je vois : il est resté au dépôt. Il part avec la tournée de demain.",
    ],
  ],
  outreach: [
    "Bonjour {name}, votre article ({item}) est arrivé en boutique. Souhaitez-vous le retirer samedi ?",
  ],
  notes: ["Transporteur prévenu, dossier ouvert.", "Geste commercial accordé : frais de port offerts."],
};
