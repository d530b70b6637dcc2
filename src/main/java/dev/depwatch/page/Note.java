package dev.depwatch.page;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.journal.Case;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A failure that requires no action yet. */
record Note(String what, String where, Instant since) {
    private static final int NAMES = 6;

    /** Failures of Apple's service or the network, and cases that are no finding yet. */
    static List<Note> of(Assessment assessment) {
        Map<Instance, List<Finding>> found =
                assessment.findings().stream().collect(Collectors.groupingBy(Finding::instance));
        Stream<Note> waiting = assessment.findings().stream()
                .filter(finding -> finding.remedy() == Remedy.WAIT)
                .filter(finding -> assessment.silenced(finding).isEmpty())
                .map(finding -> new Note(
                        "Apple's service or the network fails, not the tokens: nothing to do."
                                + " depwatch notifies you if it lasts.",
                        finding.instance().name(),
                        finding.since()));
        Stream<Note> fresh = assessment.cases().stream()
                .filter(open ->
                        found.getOrDefault(open.instance(), List.of()).stream().noneMatch(told -> covers(told, open)))
                .map(open -> of(open, assessment));
        return Stream.concat(waiting, fresh)
                .collect(Collectors.groupingBy(Note::what, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Note::together)
                .toList();
    }

    /** A case without a finding of its own has lost to another one of its tokens, or their date explains it. */
    private static boolean covers(Finding finding, Case open) {
        return finding.caseIds().contains(open.id())
                || (finding.kind() == open.cause().kind()
                        && finding.remedy() != Remedy.WAIT
                        && (!finding.remedy().isRenewal() || finding.cause() == Cause.SYNC_FAILED));
    }

    private static Note of(Case open, Assessment assessment) {
        // A new token explains no failure that began after it came.
        Optional<Instant> renewedAt = assessment.tokens().stream()
                .filter(state -> state.token().instance().equals(open.instance())
                        && state.token().kind() == open.cause().kind()
                        && new TokenRow(state).isUnproven())
                .flatMap(state -> state.recovery().renewedAt().stream())
                .filter(open.firstLoggedAt()::isBefore)
                .min(Comparator.naturalOrder());
        return new Note(
                renewedAt.isPresent()
                        ? "A new token is in place; depwatch waits until it syncs well."
                        : "A failure was seen (" + Words.of(open.cause()) + ")."
                                + (assessment.silenced(open).isPresent()
                                        ? ""
                                        : " depwatch notifies you if it continues."),
                open.instance().name(),
                renewedAt.orElse(open.firstLoggedAt()));
    }

    private static Note together(List<Note> alike) {
        List<String> names = alike.stream().map(Note::where).distinct().sorted().toList();
        return new Note(
                alike.get(0).what,
                Phrase.joined(Phrase.shortened(names, NAMES, more -> more + " more")),
                alike.stream().map(Note::since).min(Comparator.naturalOrder()).orElseThrow());
    }
}
