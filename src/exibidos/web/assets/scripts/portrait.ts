// What does script do for a face and a cover? Either may be dropped where it will hang, and is seen there before it is sent.

export function portraits(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-portrait]")) {
    const view = document.querySelector<HTMLElement>(`[data-view="${form.dataset["portrait"]}"]`);
    const input = form.querySelector<HTMLInputElement>("input[type=file]");
    if (view && input) look(form, input, view);
  }
}

function look(form: HTMLFormElement, input: HTMLInputElement, view: HTMLElement): void {
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    form.toggleAttribute("data-chosen", file !== undefined);
    if (file) preview(file, view);
  });
  for (const place of [form, view]) {
    place.addEventListener("dragover", (event) => {
      event.preventDefault();
      view.toggleAttribute("data-over", true);
    });
    place.addEventListener("dragleave", () => view.toggleAttribute("data-over", false));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      view.toggleAttribute("data-over", false);
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
    });
  }
  view.addEventListener("click", () => input.click());
}

function preview(file: File, view: HTMLElement): void {
  const picture = new Image();
  const address = URL.createObjectURL(file);
  // What the browser cannot draw (HEIC in most) is sent all the same: the club's darkroom can.
  picture.addEventListener("load", () => {
    (view.querySelector(".avatar") ?? view).replaceChildren(picture);
    URL.revokeObjectURL(address);
  });
  picture.addEventListener("error", () => URL.revokeObjectURL(address));
  picture.alt = "";
  picture.src = address;
}
