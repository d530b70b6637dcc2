// Words that make a sentence hard to read at first sight, each with what to write instead. A rule of textlint: see .ci/english.
const words = [
  [/\b(tell|tells|told|telling)\b/gi, 'write report, notify, show or name'],
  [/\bof which\b/gi, 'begin a second sentence'],
  [/\bwho(se|so)?ever\b/gi, 'name the reader or the subject'],
  [/\bfor now\b/gi, 'give the version or leave it out'],
  [/\b(is|are) to be\b/gi, 'name who must do it'],
  [/\b(go|goes|going|went) on\b/gi, 'write continue, keep or is open'],
  [/\bis said\b/gi, 'write who says it'],
  [/\b(\w+) \1\b/gi, 'the word stands twice'],
  [/(?<=^|[.:] )(Of|From|To|By) (which|what|whom)\b/g, 'begin with the subject'],
];

export default (context) => {
  const { Syntax, RuleError, report, getSource, locator } = context;
  return {
    [Syntax.Str](node) {
      const text = getSource(node);
      for (const [pattern, instead] of words) {
        for (const hit of text.matchAll(pattern)) {
          const range = [hit.index, hit.index + hit[0].length];
          report(node, new RuleError(`"${hit[0]}": ${instead}`, { padding: locator.range(range) }));
        }
      }
    },
  };
};
