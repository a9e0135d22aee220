/** Loaded when the picker opens. */
export const EMOJI =
  "😀 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😋 😎 🤗 🤔 😐 🙄 😬 😌 😴 😷 🤒 🥳 😕 😟 🙁 😮 😳 🥺 😢 😭 😱 😤 😡 👍 👎 👌 ✌️ 🤞 👋 🙏 👏 🙌 💪 🤝 👀 ❤️ 🧡 💛 💚 💙 💜 💔 💯 ✨ 🔥 🎉 🎁 ⭐ ✅ ❌ ❓ ❗ ⏰ 📦 🚚 💳 🛒 📷 📎 📞 ☕ 🌞".split(
    " ",
  );
