// A file is sent as it is chosen, with its progress told, and removed at once; without scripts both go with the form.

export function wireFiles(form, { token, say, saved, words }) {
  const running = new Set();
  for (const box of form.querySelectorAll("[data-file]")) {
    const kind = box.dataset.file;
    const input = box.querySelector("input[type=file]");
    const told = box.querySelector("[data-entry-told]");
    const wrong = (message) => {
      told.replaceChildren();
      if (!message) return input.removeAttribute("aria-invalid");
      const line = document.createElement("p");
      line.className = "field__error";
      line.textContent = message;
      told.append(line);
      input.setAttribute("aria-invalid", "true");
    };
    const show = (file) => {
      const there = box.querySelector("[data-file-there]");
      there.hidden = !file.there;
      box.querySelector("[data-file-remove]").checked = false;
      box.querySelector("[data-file-size]").textContent = file.size;
      const name = box.querySelector("[data-file-name]");
      if (name) name.textContent = file.name;
      const picture = box.querySelector("[data-file-picture]");
      if (picture && file.there) picture.src = `${box.dataset.url}?${Date.now()}`;
      input.value = "";
    };
    const send = (method, body) => {
      const request = new XMLHttpRequest();
      const ended = new Promise((done) => {
        request.addEventListener("loadend", done);
      });
      running.add(ended);
      ended.then(() => running.delete(ended));
      request.open(method, box.dataset.url);
      request.setRequestHeader("X-CSRFToken", token());
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) say(words.uploading.replace("{percent}", Math.floor((100 * event.loaded) / event.total)));
      });
      request.addEventListener("load", () => {
        if (request.status === 200) {
          wrong("");
          show(request.response);
          saved();
        } else {
          say("");
          wrong(request.response?.message ?? words.notSent);
        }
      });
      request.addEventListener("error", () => {
        say("");
        wrong(words.notSent);
      });
      request.send(body);
    };
    input.addEventListener("change", () => {
      const [file] = input.files;
      if (!file) return;
      if (file.size > Number(box.dataset.most)) {
        // Said before a byte of it is sent.
        wrong(words.tooLarge.replace("{most}", Math.floor(Number(box.dataset.most) / 1_000_000)));
        return;
      }
      const body = new FormData();
      body.append(kind, file);
      send("POST", body);
    });
    box.querySelector("[data-file-remove]").addEventListener("change", (event) => {
      if (event.target.checked) send("DELETE");
    });
  }
  return { settled: () => Promise.all([...running]) };
}
