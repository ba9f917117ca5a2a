document.documentElement.lang = LANGUAGE; // in which a screen reader says it, and a browser breaks its words
{ // a block of its own: the script runs again on the other page, where names of before must not be in its way
  // A stub in a place whose height is known, see screen.css, moves nothing: a page need not wait for its charts.
  const known = (stub) => stub.closest(".st-key-first_weights-charts, [class*=st-key-][class*=_place]");
  const stubs = () => [...document.querySelectorAll("[data-testid=stMainBlockContainer] [data-testid=stSkeleton]")];
  const STILL = 3; // looks in a row without a stub: the page has arrived
  const MOST = 200; // looks, of 50 ms each and more while the browser is at work: what never comes is not waited for
  let quiet = 0, looks = 0;
  const look = () => {
    quiet = stubs().every(known) ? quiet + 1 : 0;
    looks += 1;
    if (quiet === STILL || looks === MOST) document.documentElement.classList.add(PAGE);
    else setTimeout(look, 50);
  };
  look();
}
