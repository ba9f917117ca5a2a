// A stub in a place whose height is known, see screen.css, moves nothing: a page need not wait for its charts.
const known = (stub) => stub.closest(".st-key-first_weights-charts, [class*=st-key-][class*=_place]");
const stubs = () => [...document.querySelectorAll("[data-testid=stMainBlockContainer] [data-testid=stSkeleton]")];
let quiet = 0;
const look = () => {
  quiet = stubs().every(known) ? quiet + 1 : 0;
  if (quiet > 2) document.documentElement.classList.add(PAGE);
  else setTimeout(look, 50);
};
look();
