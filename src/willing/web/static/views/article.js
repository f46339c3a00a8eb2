// A record and its words light up together, by pointer and by keyboard.

function light(number, on) {
  for (const piece of document.querySelectorAll(`.text .p${number}`)) piece.classList.toggle("lit", on);
  document.getElementById(`r${number}`)?.classList.toggle("lit", on);
}

for (const record of document.querySelectorAll(".record")) {
  const number = record.dataset.position;
  for (const start of ["mouseenter", "focusin"]) record.addEventListener(start, () => light(number, true));
  for (const end of ["mouseleave", "focusout"]) record.addEventListener(end, () => light(number, false));
}

for (const link of document.querySelectorAll(".text .ref")) {
  const number = link.id.slice(1);
  for (const start of ["mouseenter", "focus"]) link.addEventListener(start, () => light(number, true));
  for (const end of ["mouseleave", "blur"]) link.addEventListener(end, () => light(number, false));
}
