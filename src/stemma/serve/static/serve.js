// Comfort on the pages of the library: files can be dropped, and a job tells how far it is. No page needs it.

for (const form of document.querySelectorAll("form[data-drop]")) {
  const files = form.querySelector("input[type=file]");
  const over = (on) => form.classList.toggle("over", on);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) {
      files.files = event.dataTransfer.files;
      form.querySelector("button").focus();
    }
  });
}

const job = document.querySelector("[data-job]");
if (job) {
  const look = async () => {
    try {
      const answer = await fetch(`/api/v1/jobs/${encodeURIComponent(job.dataset.job)}`);
      const now = await answer.json();
      if (!answer.ok || now.state === "done" || now.state === "failed") {
        location.reload();
        return;
      }
      if (now.progress) {
        const { words, done, total } = now.progress;
        job.querySelector("[data-step]").textContent = words;
        job.querySelector("[data-count]").textContent = total ? `${done} of ${total}` : "";
        const bar = job.querySelector("progress");
        bar.max = Math.max(1, total);
        bar.value = done;
      }
    } catch {
      job.querySelector("[data-step]").textContent = "The server does not answer; trying again";
    }
    setTimeout(look, 700);
  };
  setTimeout(look, 500);
}
