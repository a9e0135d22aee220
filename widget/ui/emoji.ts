/** What the picker offers. */
export const EMOJI =
  "😀 😄 😅 😂 🙂 😉 😊 😍 😎 🤗 🤔 😐 🙄 😴 🤒 🥳 😕 🙁 😮 😳 🥺 😢 😭 😱 😡 👍 👎 👌 🤞 👋 🙏 👏 💪 🤝 ❤️ 💯 ✨ 🔥 🎉 🎁 ✅ ❌ 📦 🚚 📷".split(
    " ",
  );
