<!doctype html>
<title>${upper(region)}</title>
<h1>${greeting}</h1>
