package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.notify.ReceiverStatus;
import dev.depwatch.text.Phrase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The overall condition, at a glance.
 *
 * @param state {@code trouble}, {@code calm} (nothing to do, but not all is well), {@code well} or {@code unseen}
 * @param title of the window: the count first, so that a tab shows it
 * @param sentence the most important fact
 * @param details further facts, each a sentence
 */
record Headline(String state, String title, String sentence, List<String> details) {
    static Headline of(Picture picture, List<Note> notes, Clock clock) {
        if (picture.assessment().isEmpty()) {
            return new Headline(
                    "unseen",
                    "Starting · depwatch",
                    "Nothing is known yet",
                    List.of(picture.notReady().map(Words::sentence).orElse("Ask again in a second.")));
        }
        Assessment assessment = picture.assessment().get();
        List<Alert> urgent = picture.alerts().stream()
                .filter(alert -> alert.severity() != Severity.INFO)
                .toList();
        List<String> gaps = gaps(picture, assessment);
        List<String> details = details(picture, assessment, clock);
        details.addAll(gaps);
        if (!picture.faults().isEmpty()) {
            details.add(0, "depwatch itself needs attention: see the end of this page.");
        }
        if (!urgent.isEmpty()) {
            return new Headline(
                    "trouble", urgent.size() + " to act on · depwatch", "Act on " + subjects(urgent), details);
        }
        if (!picture.faults().isEmpty()) {
            return new Headline("trouble", "depwatch needs attention", "depwatch itself needs attention", details);
        }
        if (picture.notReady().isPresent()) {
            return new Headline("unseen", "Reading · depwatch", "Not everything is seen yet", details);
        }
        if (assessment.instances().isEmpty()) {
            return new Headline("trouble", "Watches nothing · depwatch", "depwatch watches nothing", details);
        }
        return picture.alerts().isEmpty() && notes.isEmpty() && gaps.isEmpty()
                ? new Headline("well", "All is well · depwatch", "All is well", details)
                : new Headline("calm", "Nothing to do · depwatch", "Nothing to do now", details);
    }

    /** "2 Apple IDs, 1 organisation and 1 instance": the subjects of alerts, whatever there is to do. */
    private static String subjects(List<Alert> alerts) {
        Map<Subject.Kind, Set<Subject>> subjects = alerts.stream()
                .map(Alert::subject)
                .collect(Collectors.groupingBy(Subject::kind, TreeMap::new, Collectors.toSet()));
        return Phrase.joined(subjects.entrySet().stream()
                .map(each -> Phrase.counted(each.getValue().size(), Words.noun(each.getKey())))
                .toList());
    }

    private static List<String> details(Picture picture, Assessment assessment, Clock clock) {
        List<String> details = new ArrayList<>();
        int tokens = assessment.tokens().size();
        long failing = count(assessment, Health.FAILING) + count(assessment, Health.EXPIRED);
        long instances = assessment.instances().size();
        String all = tokens(assessment) + " on " + Phrase.counted(instances, "instance");
        if (failing > 0) {
            details.add(failing + " of " + all + (failing == 1 ? " fails." : " fail."));
        } else if (tokens > 0) {
            details.add(all + (tokens == 1 ? " is watched." : " are watched."));
        }
        assessment
                .everyToken()
                .filter(token ->
                        token.expiry().filter(end -> !end.isOver(picture.at())).isPresent())
                .min(Comparator.comparing(token -> token.expiry().orElseThrow().at()))
                .ifPresent(next -> next.expiry()
                        .ifPresent(expiry -> details.add("The next "
                                + (next.kind().isCertificate() ? "certificate" : "token") + " ends on "
                                + clock.day(expiry) + ", " + clock.left(expiry) + ".")));
        return details;
    }

    /** What is not known or heard, each a sentence: with one of them not all is well. */
    private static List<String> gaps(Picture picture, Assessment assessment) {
        List<String> gaps = new ArrayList<>();
        if (assessment.tokens().isEmpty()) {
            gaps.add("No token is known on "
                    + Phrase.counted(assessment.instances().size(), "instance") + ".");
        }
        long undated = certificates(assessment)
                .filter(certificate -> certificate.health() == Health.UNKNOWN)
                .count();
        long unknown = count(assessment, Health.UNKNOWN) - undated;
        if (unknown > 0) {
            gaps.add("Of " + Phrase.counted(unknown, "token") + " it is not known how "
                    + (unknown == 1 ? "it syncs." : "they sync."));
        }
        if (undated > 0) {
            gaps.add("Of " + Phrase.counted(undated, "certificate") + " it is not known when "
                    + (undated == 1 ? "it ends." : "they end."));
        }
        List<String> unread = unread(assessment);
        if (!unread.isEmpty()) {
            gaps.add(Words.sentence("not everything is read of " + Phrase.joined(unread)));
        }
        picture.notReady().map(Words::sentence).ifPresent(gaps::add);
        List<String> deaf = picture.receivers().stream()
                .filter(receiver -> !receiver.failures().isEmpty())
                .map(ReceiverStatus::name)
                .toList();
        if (!deaf.isEmpty()) {
            gaps.add((deaf.size() == 1 ? "Receiver " : "Receivers ") + String.join(", ", deaf)
                    + (deaf.size() == 1 ? " does" : " do") + " not accept messages.");
        }
        int silences = assessment.silences().size();
        if (silences > 0) {
            gaps.add(Phrase.counted(silences, "silence") + (silences == 1 ? " is" : " are") + " in force.");
        }
        return gaps;
    }

    /** The instances and organisations of which depwatch reads less than there is to know. */
    private static List<String> unread(Assessment assessment) {
        return Stream.of(
                        assessment.instances().stream()
                                .filter(inventory -> inventory.failure().isPresent()
                                        || inventory.source() == Source.NONE
                                        || inventory.lacksTokens())
                                .map(inventory -> inventory.instance().name()),
                        assessment.logs().stream()
                                .filter(log -> log.failure().isPresent())
                                .map(log -> log.log().instance().name()),
                        assessment.apple().organizations().stream()
                                .filter(organization -> organization.failure().isPresent()
                                        || organization.readAt().isEmpty())
                                .map(Organization::name))
                .flatMap(names -> names)
                .distinct()
                .sorted()
                .toList();
    }

    private static long count(Assessment assessment, Health health) {
        return assessment.tokens().stream()
                .filter(token -> token.health() == health)
                .count();
    }

    private static Stream<TokenHealth> certificates(Assessment assessment) {
        return assessment.tokens().stream().filter(state -> state.token().kind().isCertificate());
    }

    /** "4 tokens and 1 certificate". */
    private static String tokens(Assessment assessment) {
        long certificates = certificates(assessment).count();
        long tokens = assessment.tokens().size() - certificates;
        String ofCertificates = Phrase.counted(certificates, "certificate");
        return certificates == 0
                ? Phrase.counted(tokens, "token")
                : tokens == 0 ? ofCertificates : Phrase.counted(tokens, "token") + " and " + ofCertificates;
    }

    /** The mark in the browser's tab: a disc that shows the condition. */
    String icon() {
        return switch (state) {
            case "trouble" ->
                disc(
                        "d1242f",
                        "%3Cpath d='M16 8v10M16 22.5v1.5' stroke='white' stroke-width='4' stroke-linecap='round'/%3E");
            case "well" ->
                disc(
                        "1a7f4b",
                        "%3Cpath d='m10 16.5 4.5 4.5 8-9' fill='none' stroke='white' stroke-width='3.5' stroke-linecap='round' stroke-linejoin='round'/%3E");
            default ->
                disc("6b7280", "%3Cpath d='M10 16h12' stroke='white' stroke-width='3.5' stroke-linecap='round'/%3E");
        };
    }

    private static String disc(String colour, String mark) {
        return "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='15' fill='%23"
                + colour + "'/%3E" + mark + "%3C/svg%3E";
    }
}
