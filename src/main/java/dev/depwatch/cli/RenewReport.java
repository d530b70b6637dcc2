package dev.depwatch.cli;

import dev.depwatch.alert.RenewalTask;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.renewal.Placement;
import dev.depwatch.renewal.Renewal;
import dev.depwatch.renewal.TokenRenewal;
import dev.depwatch.renewal.TokenRenewal.State;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code renew} prints.
 *
 * @param uploads whether the run uploads files; who uploads by hand needs no client that may
 */
record RenewReport(Screen screen, TimeFormat times, boolean uploads, InstantSource clock) {
    private static final Set<State> BAD = Set.of(State.FAILS, State.OTHER_SERVER, State.GONE);

    void say(Style style, String sentence) {
        screen.paragraph(style, times.clock(clock.instant()) + "  ", sentence);
    }

    // The list.

    /** @param byHand whether a person uploads what is downloaded now */
    void list(Renewal renewal, boolean byHand) {
        obstacles(renewal);
        List<Token> tokens = renewal.tokens().stream().map(TokenRenewal::target).toList();
        if (tokens.isEmpty()) {
            Stream<InstanceInventory> read = renewal.read().values().stream();
            long answered = read.filter(one -> one.readAt().isPresent()).count();
            screen.paragraph(
                    Style.BOLD,
                    "Found no such ADE token on the " + Phrase.counted(answered, "instance") + " that answered.");
            return;
        }
        String done = renewal.done() == 0 ? "" : ", " + renewal.done() + " of them done";
        String how = renewal.isDone()
                ? ", already renewed:"
                : " to renew" + done + (tokens.size() == 1 ? ":" : ". One at a time:");
        screen.line(screen.styled(Style.BOLD, Phrase.counted(tokens.size(), "token") + how));
        Stream<TokenRenewal> open = renewal.tokens().stream().filter(token -> !token.isDone());
        List<TokenKind> kinds = open.map(token -> token.key().kind()).distinct().toList();
        RenewalTask.ways(kinds, byHand).forEach(way -> screen.paragraph(Style.PLAIN, "  • ", way));
        RenewalTask.doNot(kinds).forEach(warning -> screen.paragraph(Style.PLAIN, "  • ", warning));
        screen.line("");
        List<RenewalTask> tasks = RenewalTask.of(tokens, renewal.read().values());
        for (int i = 0; i < tasks.size(); i++) {
            task("%3d. ".formatted(i + 1), tasks.get(i), renewal.tokens().get(i), renewal);
        }
        screen.line("");
        screen.paragraph(Style.PLAIN, times.legend(clock.instant()));
        screen.line("");
    }

    /** What keeps tokens from the list or from being uploaded. */
    private void obstacles(Renewal renewal) {
        for (InstanceInventory one : renewal.concerned()) {
            if (one.readAt().isEmpty()) {
                String why = one.failure().map(ReadFailure::sentence).orElse("It was not read");
                screen.paragraph(Style.BAD, "Not on this list: the tokens of " + one.instance() + ". " + why + ".");
            }
        }
        renewal.ready().forEach((instance, found) -> {
            if (uploads && found.upload().result() != Trial.Result.OK) {
                String not = found.isReady() ? "" : "download nothing for it yet. ";
                String what = instance.name() + ": " + not + found.upload().sentence() + ".";
                screen.paragraph(found.isReady() ? Style.WARNING : Style.BAD, what);
            }
        });
        terms(renewal.awaited(), renewal).ifPresent(terms -> screen.paragraph(Style.WARNING, terms));
    }

    /** Which of these instances notify of unsigned terms. They may be signed by now. */
    private static Optional<String> terms(Set<Instance> instances, Renewal renewal) {
        List<String> names = renewal.read().values().stream()
                .filter(inventory -> instances.contains(inventory.instance()) && inventory.reportsUnsignedTerms())
                .map(inventory -> inventory.instance().name())
                .toList();
        String accept =
                ", Jamf Pro reports unsigned terms. If they still wait, accept them at Apple first: until then, no"
                        + " token of the same organisation syncs.";
        return names.isEmpty() ? Optional.empty() : Optional.of("On " + Phrase.joined(names) + accept);
    }

    private void task(String lead, RenewalTask task, TokenRenewal token, Renewal renewal) {
        if (token.isDone()) {
            screen.paragraph(Style.GOOD, lead + "[x] ", task.name() + ": done. " + proof(token));
            return;
        }
        screen.paragraph(Style.BOLD, lead + "[ ] ", task.name());
        String indent = " ".repeat(lead.length() + 4);
        if (!task.server().isEmpty()) {
            screen.paragraph(Style.PLAIN, indent, "At Apple: " + task.server());
            screen.paragraph(Style.PLAIN, indent, "Public key: " + publicKey(token.now(), renewal));
        }
        if (!isReady(token, renewal)) {
            screen.paragraph(Style.BAD, indent, "Do not download it yet.");
        }
        task.page().ifPresent(page -> screen.line(indent + "In Jamf Pro: " + page.toASCIIString()));
        if (token.state() != State.AWAITS_TOKEN || (renewal.ofServer(token).count() > 1 && isReady(token, renewal))) {
            screen.paragraph(Style.PLAIN, indent, "So far: " + left(token, renewal, renewal.remains()));
        }
    }

    /**
     * As far as it is known: Apple reports to nobody which key it has, but a file names the one it is encrypted for.
     */
    private String publicKey(Token token, Renewal renewal) {
        if (renewal.ready().isEmpty()) {
            return "not compared without renew.yml";
        }
        return renewal.key(token)
                .map(key -> "Jamf Pro's is " + key.sha256().substring(0, 12)
                        + "; the downloaded file will show whether Apple has the same one")
                .orElse("not known. If an upload is refused, save it with --public-key and upload it at Apple");
    }

    // A token.

    /** A token that a file could go to. */
    String described(Token token) {
        String server = token.serverName();
        return Placement.name(token) + (server.isBlank() ? "" : ", server \"" + server + "\"") + expires(token);
    }

    /** The renewal of a token is in another state now. */
    void report(TokenRenewal token, Renewal renewal) {
        Style style = token.isDone() ? Style.GOOD : BAD.contains(token.state()) ? Style.BAD : Style.PLAIN;
        String done = "done, " + renewal.done() + " of " + renewal.tokens().size() + ". ";
        String left = left(token, renewal, renewal.remains());
        say(style, Placement.name(token.before()) + ": " + (token.isDone() ? done : "") + left);
    }

    private String inPlace(TokenRenewal token) {
        return expires(token.now())
                + token.now().owner().map(id -> ", downloaded by " + id.value()).orElse("");
    }

    private String expires(Token token) {
        return token.expiry()
                .map(expiry ->
                        ", expires " + expiry.date().map(LocalDate::toString).orElseGet(() -> times.time(expiry.at())))
                .orElse("");
    }

    private String proof(TokenRenewal token) {
        Optional<String> synced = token.sync().map(sync -> "; synced well at " + times.time(sync.at()));
        boolean isAnew = token.before().hasOtherServerId(token.now());
        String anew = " Its server at Apple has another id than before: assign the devices to it.";
        return "New token" + inPlace(token) + synced.orElse("") + "." + (isAnew ? anew : "");
    }

    /** How far it is, and what is left to do; if nothing is, the proof. */
    private String left(TokenRenewal token, Renewal renewal, List<String> ofFiles) {
        return switch (token.state()) {
            case AWAITS_TOKEN -> awaited(token, renewal, ofFiles.isEmpty());
            case AWAITS_SYNC -> "a new token is in place" + inPlace(token) + ". It waits for a good sync.";
            case FAILS ->
                "the newest sync with the new token failed"
                        + token.sync().map(sync -> ": " + sync.state() + ". ").orElse(". ")
                        + terms(Set.of(token.key().instance()), renewal)
                                .map(terms -> terms + " Otherwise check")
                                .orElse("Check")
                        + " that the file belongs to this entry. Check that nobody downloaded a newer one. "
                        + ofFile(token, renewal)
                                .orElse("If the password was changed again since, and you have no newer file,"
                                        + " download a new one.");
            case OTHER_SERVER ->
                ("WRONG SERVER: this entry has the token of \"%s\" (UUID %s), not of \"%s\". Upload the newest file of"
                                + " \"%3$s\" here, and that of \"%1$s\" to its own entry. Download only what you do not have.")
                        .formatted(
                                token.now().serverName(),
                                token.now().serverUuid(),
                                token.before().serverName());
            case GONE ->
                "Jamf Pro no longer has this entry. If it is still needed, make a new entry there with the newest file of"
                        + " its server or location. Download one only if you have none.";
            case DONE -> proof(token);
        };
    }

    /** @param isNothingLeft whether nothing remains to be done with files */
    private String awaited(TokenRenewal token, Renewal renewal, boolean isNothingLeft) {
        Optional<String> ofFile = ofFile(token, renewal);
        if (ofFile.isPresent()) {
            return "no new token is in place as far as is known. " + ofFile.get();
        }
        InstanceInventory read = renewal.read().get(token.key().instance());
        if (read == null || read.lacksTokens() || read.lacks(token.key().kind())) {
            return "depwatch does not know whether a new token is in place. Look at the entry"
                    + (isNothingLeft ? "" : " and read below what remains") + " before you download.";
        }
        List<Token> all = renewal.ofServer(token).map(TokenRenewal::before).toList();
        String names = Placement.names(all);
        String download = all.size() == 1
                ? "Upload a newer file. Download a new one only if you have none."
                : "One file is for " + names + ". Upload the one whose new token syncs in any of them. Only if nobody"
                        + " has it: download it once, " + (uploads ? "for all of them." : "and upload it to each.");
        String remains = "Read below what remains before you download a new one"
                + (all.size() == 1 ? "." : ": that ends the tokens of " + names + ".");
        return "the former token is in place. "
                + (!isReady(token, renewal) ? "Do not download it yet." : isNothingLeft ? download : remains);
    }

    /** What to do with a file that is not uploaded and is or may be for the entry. A newer token may have ended it. */
    private static Optional<String> ofFile(TokenRenewal token, Renewal renewal) {
        return renewal.open(token.key())
                .filter(state -> state.file().isUnchanged())
                .filter(state -> token.state() != State.FAILS || state.file().isNewerThan(token.now()))
                .map(state -> state.isAtHand()
                        ? "Upload " + state.file().name() + ". Do not download again."
                        : state.file().name() + " may be its file: start the same command again with --from, without"
                                + " --yes, and choose its place. Download a new one only if it is not.");
    }

    private boolean isReady(TokenRenewal token, Renewal renewal) {
        return !uploads || renewal.isReady(token);
    }

    // The end.

    /** @param ofFiles what remains to be done with files */
    void end(Renewal renewal, List<String> ofFiles) {
        screen.heading(proven(renewal));
        tokens(renewal, ofFiles);
    }

    private void tokens(Renewal renewal, List<String> ofFiles) {
        for (TokenRenewal token : renewal.tokens()) {
            screen.paragraph(
                    token.isDone() ? Style.GOOD : Style.BAD,
                    token.isDone() ? "  ✓ " : "  ✗ ",
                    Placement.name(token.before()) + ": " + left(token, renewal, ofFiles));
        }
        remains(renewal, ofFiles);
    }

    private static String proven(Renewal renewal) {
        return renewal.done() + " of " + Phrase.counted(renewal.tokens().size(), "token") + " renewed and proven.";
    }

    /** @param isQuiet whether no upload is under way */
    void interrupted(Renewal renewal, List<String> ofFiles, boolean isQuiet) {
        screen.line("");
        String upload = isQuiet ? "" : " An upload was under way, and its end is not known.";
        String files = uploads
                ? ", with --from for the files that were not uploaded. Look for such files before you download."
                : ".";
        String next = renewal.isDone() && isQuiet
                ? " Delete the files that are no longer needed: they are secrets."
                : upload + " Start the same command again" + files;
        screen.paragraph(Style.WARNING, "Interrupted: " + proven(renewal) + next);
        tokens(renewal, ofFiles);
    }

    void remains(Renewal renewal, List<String> ofFiles) {
        List<String> remains = new ArrayList<>(ofFiles);
        renewal.selection()
                .also()
                .forEach(token -> remains.add(token.kind().isCertificate() ? certificate(token) : contentToken(token)));
        for (InstanceInventory inventory : renewal.concerned()) {
            inventory.failure().ifPresent(failure -> remains.add(inventory.instance() + ": " + failure.sentence()));
            inventory.unreadParts().values().forEach(why -> remains.add(inventory.instance() + ": " + why));
        }
        boolean isSaid = renewal.tokens().stream().allMatch(token -> token.isDone() || token.state() == State.FAILS);
        terms(renewal.awaited(), renewal).filter(terms -> !isSaid).ifPresent(remains::add);
        if (!remains.isEmpty()) {
            screen.heading("What remains");
            remains.forEach(each -> screen.paragraph(Style.PLAIN, "  • ", each + (each.endsWith(".") ? "" : ".")));
        }
    }

    private static String contentToken(Token token) {
        return Placement.name(token) + ": an Apps and Books token"
                + token.owner().map(owner -> " of " + owner.value()).orElse("")
                + ". Apple says that a change of the password ends it too. To renew it, download it and name it with"
                + " --token " + token.path();
    }

    /** Why this command leaves a certificate alone, and what a person does. */
    static String certificate(Token token) {
        return token.instance() + ": a " + token.kind().noun() + ", which depwatch renew does not upload. "
                + String.join(" ", RenewalTask.ways(List.of(token.kind()), true));
    }
}
