package dev.depwatch.cli;

import static java.util.stream.Collectors.toMap;

import dev.depwatch.alert.RenewalTask;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.renewal.Checklist;
import dev.depwatch.renewal.Placement;
import dev.depwatch.renewal.PublicKey;
import dev.depwatch.renewal.Renewal;
import dev.depwatch.renewal.RenewalHistory;
import dev.depwatch.renewal.Step;
import dev.depwatch.renewal.Uploads.Readiness;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code renew} prints.
 *
 * @param uploads whether the run uploads files
 */
record RenewText(Screen screen, Times times, boolean uploads, InstantSource clock) {
    void say(Style style, String sentence) {
        screen.paragraph(style, times.clock(clock.instant()) + "  ", sentence);
    }

    // The list.

    void list(Renewal renewal, RenewalHistory history) {
        obstacles(renewal);
        Checklist list = renewal.list();
        List<Token> tokens = list.steps().stream().map(Step::now).toList();
        List<InstanceInventory> read = renewal.read();
        if (tokens.isEmpty()) {
            long answered = read.stream()
                    .filter(inventory -> inventory.reading().isPresent())
                    .count();
            if (renewal.selection().isChosen()) {
                screen.paragraph(
                        Style.BOLD,
                        "",
                        "Nothing to renew: no ADE token that was asked for is on the "
                                + Screen.counted(answered, "instance") + " that answered.");
            }
            return;
        }
        screen.line(screen.styled(
                Style.BOLD,
                Screen.counted(tokens.size(), "token") + " to renew"
                        + (list.done() == 0 ? "" : ", " + list.done() + " of them done") + ". One at a time:"));
        List<TokenKind> kinds = tokens.stream().map(Token::kind).distinct().toList();
        RenewalTask.ways(kinds).forEach(way -> screen.paragraph(Style.PLAIN, "  • ", way));
        RenewalTask.doNot(kinds).forEach(warning -> screen.paragraph(Style.PLAIN, "  • ", warning));
        screen.line("");
        Map<Instance, URI> pages = read.stream()
                .filter(inventory -> inventory.jamf().isPresent())
                .collect(toMap(
                        InstanceInventory::instance,
                        inventory -> inventory.jamf().orElseThrow()));
        int number = 0;
        for (RenewalTask task : RenewalTask.of(tokens, pages)) {
            number++;
            task(number, task, renewal, history);
        }
        screen.line("");
        screen.paragraph(Style.PLAIN, "", times.legend(clock.instant()));
        screen.line("");
    }

    /** What keeps tokens from the list or from being uploaded. */
    private void obstacles(Renewal renewal) {
        renewal.concerned().stream()
                .filter(inventory -> inventory.reading().isEmpty())
                .forEach(inventory -> screen.paragraph(
                        Style.BAD,
                        "",
                        "Not on this list: the tokens of "
                                + inventory.instance().name() + ". "
                                + inventory.failure().map(ReadFailure::sentence).orElse("It was not read") + "."));
        if (uploads) {
            renewal.ready().entrySet().stream()
                    .filter(entry -> entry.getValue().upload().verdict() != Trial.Verdict.OK)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> screen.paragraph(
                            entry.getValue().isReady() ? Style.WARNING : Style.BAD,
                            "",
                            entry.getKey().name() + ": "
                                    + (entry.getValue().isReady() ? "" : "download nothing for it yet. ")
                                    + entry.getValue().upload().sentence() + "."));
        }
    }

    private void task(int number, RenewalTask task, Renewal renewal, RenewalHistory history) {
        Step step = renewal.list().step(task.token().key()).orElseThrow();
        String lead = "%3d. ".formatted(number);
        screen.paragraph(
                step.isDone() ? Style.GOOD : Style.BOLD,
                lead + (step.isDone() ? "[x] " : "[ ] "),
                task.name() + (step.isDone() ? ": done. " + proof(step) : ""));
        String indent = " ".repeat(lead.length() + 4);
        if (!task.server().isEmpty()) {
            screen.paragraph(Style.PLAIN, indent, "At Apple: " + task.server());
            screen.paragraph(Style.PLAIN, indent, "Public key: " + publicKey(task.token(), renewal, history));
        }
        if (uploads && !renewal.isReady(task.token().instance())) {
            screen.paragraph(Style.BAD, indent, "Do not download it yet.");
        }
        task.page().ifPresent(page -> screen.line(indent + "In Jamf Pro: " + page.toASCIIString()));
        if (step.state() != Step.State.AWAITS_TOKEN && !step.isDone()) {
            screen.paragraph(Style.PLAIN, indent, "So far: " + left(step, renewal));
        }
    }

    /**
     * As far as it is known: Apple reports to nobody which key it has, but a file names the one it is encrypted for.
     */
    private String publicKey(Token token, Renewal renewal, RenewalHistory history) {
        Optional<Readiness> found = Optional.ofNullable(renewal.ready().get(token.instance()));
        Optional<PublicKey> known = found.flatMap(Readiness::publicKey);
        if (known.isEmpty()) {
            return found.flatMap(Readiness::keyNotRead)
                    .map(why -> "not read: " + why)
                    .orElse(
                            renewal.ready().isEmpty()
                                    ? "not compared, without --credentials"
                                    : "not known. If the upload is refused, save it with --public-key and upload it at"
                                            + " Apple");
        }
        PublicKey key = known.get();
        String end = key.certificate()
                .map(certificate ->
                        ", ends " + times.day(certificate.getNotAfter().toInstant()))
                .orElse("");
        return "Jamf Pro's is " + key.sha256().substring(0, 12) + end
                + history.lastUse(key.sha256(), token.key())
                        .map(at -> "; Apple had it at " + times.time(at))
                        .orElse("; the downloaded file will show whether Apple has the same one");
    }

    // A token.

    /** A token that a file could go to. */
    String described(Token token) {
        return Placement.name(token)
                + (token.serverName().isBlank() ? "" : ", server \"" + token.serverName() + "\"")
                + expires(token);
    }

    /** A step is in another state now. */
    void report(Step step, Checklist list) {
        Style style = switch (step.state()) {
            case AWAITS_TOKEN, AWAITS_SYNC -> Style.PLAIN;
            case DONE -> Style.GOOD;
            case FAILS, OTHER_SERVER, GONE -> Style.BAD;
        };
        String news = switch (step.state()) {
            case AWAITS_TOKEN -> "";
            case AWAITS_SYNC -> "a new token is in place" + inPlace(step) + ". It waits for a good sync.";
            case DONE -> "done, " + list.done() + " of " + list.steps().size() + ". " + proof(step);
            case FAILS ->
                "the first sync with the new token failed"
                        + step.sync().map(sync -> ": " + sync.state()).orElse("")
                        + ". Was the same file uploaded to the right entry, and no other downloaded since?";
            case OTHER_SERVER ->
                "Jamf Pro has a token of another server now, \"" + step.now().serverName() + "\" instead of \""
                        + step.before().serverName() + "\".";
            case GONE -> "Jamf Pro no longer has this entry.";
        };
        if (!news.isEmpty()) {
            say(style, Placement.name(step.before()) + ": " + news);
        }
    }

    private String inPlace(Step step) {
        return expires(step.now())
                + step.now()
                        .owner()
                        .map(owner -> ", downloaded by " + owner.value())
                        .orElse("");
    }

    private String expires(Token token) {
        return token.expiry().map(expiry -> ", expires " + times.expiry(expiry)).orElse("");
    }

    private String proof(Step step) {
        return "New token" + inPlace(step)
                + step.sync()
                        .map(sync -> "; synced well at " + times.time(sync.at()))
                        .orElse("") + ".";
    }

    private String left(Step step, Renewal renewal) {
        return switch (step.state()) {
            case AWAITS_TOKEN ->
                renewal.open(step.key())
                        .filter(state -> state.file().isUnchanged())
                        .map(state -> "no new token is in place as far as is known. "
                                + (state.isAtHand()
                                        ? "Upload " + state.file().name() + ". Do not download again."
                                        : state.file().name()
                                                + " may be its file: start the same command again with --from, without"
                                                + " --yes, and choose its place. Download a new one only if it is"
                                                + " not."))
                        .orElse("the former token is in place. "
                                + (renewal.remains().isEmpty()
                                        ? "Download a new one and upload it."
                                        : "Read below what remains before you download a new one."));
            case AWAITS_SYNC ->
                step.hasUnknownWord()
                        ? "a new token is in place, and synced with the state \""
                                + step.sync().map(sync -> sync.state()).orElse("")
                                + "\", which depwatch does not know. Look in Jamf Pro."
                        : "a new token is in place" + inPlace(step) + ", and has not synced yet.";
            case FAILS -> "a new token is in place, and its sync fails. See depwatch's alert or the log.";
            case OTHER_SERVER ->
                "the token in place is of another server, \"" + step.now().serverName() + "\". Upload the"
                        + " newest file of \"" + step.before().serverName()
                        + "\". Download one only if you have none.";
            case GONE -> "Jamf Pro no longer has this entry.";
            case DONE -> "";
        };
    }

    // The end.

    void end(Renewal renewal) {
        screen.line("");
        screen.line(screen.styled(Style.BOLD, proven(renewal.list())));
        for (Step step : renewal.list().steps()) {
            screen.paragraph(
                    step.isDone() ? Style.GOOD : Style.BAD,
                    step.isDone() ? "  ✓ " : "  ✗ ",
                    Placement.name(step.before()) + ": " + (step.isDone() ? proof(step) : left(step, renewal)));
        }
    }

    private static String proven(Checklist list) {
        return list.done() + " of " + Screen.counted(list.steps().size(), "token") + " renewed and proven.";
    }

    /** @param isQuiet whether no upload is under way */
    void interrupted(Renewal renewal, boolean isQuiet) {
        screen.line("");
        screen.paragraph(
                Style.WARNING,
                "",
                "Interrupted: " + proven(renewal.list())
                        + (isQuiet ? "" : " An upload was under way, and its end is not known.")
                        + " Start the same command again, with --from for the files that were not uploaded.");
        renewal.list().steps().stream()
                .filter(step -> !step.isDone())
                .forEach(step -> screen.paragraph(
                        Style.PLAIN, "  ✗ ", Placement.name(step.before()) + ": " + left(step, renewal)));
        screen.out().flush();
    }

    /** @param ofFiles what remains to be done with files */
    void remains(Renewal renewal, List<String> ofFiles) {
        List<String> remains = new ArrayList<>(ofFiles);
        renewal.alsoToRenew()
                .forEach(token -> remains.add(Placement.name(token) + ": an Apps and Books token"
                        + token.owner().map(owner -> " of " + owner.value()).orElse("")
                        + ". Apple says that a change of the password ends it too. To renew it, download it and name it with"
                        + " --token " + token.instance().name() + "/"
                        + token.kind().key() + "/" + token.id()));
        for (InstanceInventory inventory : renewal.concerned()) {
            String name = inventory.instance().name();
            inventory.failure().ifPresent(failure -> remains.add(name + ": " + failure.sentence()));
            inventory
                    .reading()
                    .filter(reading -> renewal.list().awaited().contains(inventory.instance()))
                    .ifPresent(reading -> reading.unreadParts().forEach((part, why) -> {
                        if (part != Part.TERMS) {
                            remains.add(name + ": " + why);
                        }
                    }));
        }
        named(renewal, Terms.NOT_SIGNED)
                .ifPresent(instances -> remains.add(instances
                        + ": Apple's terms are not signed. An administrator signs in at Apple and accepts them"));
        named(renewal, Terms.UNKNOWN)
                .ifPresent(instances -> remains.add(
                        instances + ": whether Apple's terms are signed is not known. Check them at Apple"));
        if (!remains.isEmpty()) {
            screen.line("");
            screen.line(screen.styled(Style.BOLD, "What remains"));
            remains.forEach(each -> screen.paragraph(Style.PLAIN, "  • ", each + (each.endsWith(".") ? "" : ".")));
        }
    }

    /** The instances with these terms, by name. */
    private static Optional<String> named(Renewal renewal, Terms terms) {
        return renewal.concerned().stream()
                .filter(inventory -> inventory.reading().stream().anyMatch(reading -> reading.terms() == terms))
                .map(inventory -> inventory.instance().name())
                .reduce((some, next) -> some + ", " + next);
    }
}
