package dev.depwatch.page;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.journal.Case;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A failure that requires no action yet. */
record Note(String what, String where, Instant since) {
    private static final int NAMES = 6;

    /** Failures of Apple's service or the network, and cases that are no finding yet. */
    static List<Note> of(Assessment assessment) {
        List<Note> notes = new ArrayList<>();
        List<Finding> waiting = assessment.findings().stream()
                .filter(finding -> finding.remedy() == Remedy.WAIT)
                .filter(finding -> assessment.silenced(finding).isEmpty())
                .toList();
        if (!waiting.isEmpty()) {
            notes.add(note(
                    "Apple's service or the network fails, not the tokens: nothing to do."
                            + " depwatch notifies you if it lasts.",
                    waiting.stream().map(Finding::instance),
                    waiting.stream().map(Finding::since)));
        }
        Set<String> found = assessment.findings().stream()
                .flatMap(finding -> finding.caseIds().stream())
                .collect(Collectors.toSet());
        List<Case> fresh = assessment.cases().stream()
                .filter(open -> !found.contains(open.id()))
                .toList();
        if (!fresh.isEmpty()) {
            notes.add(note(
                    "A failure was seen ("
                            + fresh.stream()
                                    .map(open -> Words.of(open.cause()))
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + "). depwatch notifies you if it continues.",
                    fresh.stream().map(Case::instance),
                    fresh.stream().map(Case::firstLoggedAt)));
        }
        return notes;
    }

    private static Note note(String what, Stream<Instance> instances, Stream<Instant> since) {
        List<String> names = instances.map(Instance::name).distinct().sorted().toList();
        return new Note(
                what,
                names.stream().limit(NAMES).collect(Collectors.joining(", "))
                        + (names.size() > NAMES ? " and " + (names.size() - NAMES) + " more" : ""),
                since.min(Comparator.naturalOrder()).orElseThrow());
    }
}
