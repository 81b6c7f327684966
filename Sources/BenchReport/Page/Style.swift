/// The page's look: light and dark as the reader's system has it, one column on a phone; no file and no font from elsewhere.
enum Style {
    static let sheet = """
        :root { color-scheme: light dark; --ink: #1c1f24; --soft: #565d68; --paper: #ffffff; --card: #f5f6f8;
          --rule: #d5d8dd; --link: #0b5ea8; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8eaed; --soft: #a8afba; --paper: #15181d; --card: #1e2228; --rule: #3a4049; --link: #7db9f0; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.7rem; margin: .5rem 0; } h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
        h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
        a { color: var(--link); } p { margin: .5rem 0; } .soft { color: var(--soft); }
        section, figure { margin: 1rem 0; padding: 1rem; background: var(--card); border-radius: .5rem; }
        figcaption { color: var(--soft); } code { overflow-wrap: anywhere; }
        svg.plot { display: block; width: 100%; height: auto; color: var(--ink); }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; }
        th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--rule); text-align: left; white-space: nowrap; }
        td.n { text-align: right; font-variant-numeric: tabular-nums; } summary { cursor: pointer; color: var(--link); }
        nav ul { columns: 16rem; margin: .25rem 0; padding-left: 1.2rem; }
        @media (max-width: 40rem) { body { padding: .5rem; } section, figure { padding: .6rem; }
          dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; }
          svg.plot { min-width: 44rem; } }
        @media print { :root { --paper: #fff; --ink: #000; --card: #fff; } details { display: none; } }
        """
}
