package dev.depwatch.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Durations;
import dev.depwatch.config.Nearest;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.renewal.DownloadFolder;
import dev.depwatch.renewal.Renewal;
import dev.depwatch.renewal.RenewalConfig;
import dev.depwatch.renewal.RenewalRecords;
import dev.depwatch.renewal.Selection;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.renewal.Uploads.Readiness;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything of a renewal that is not Apple's part: the list of what to do, the uploads, and the proof of each. */
@Command(name = "renew")
final class RenewCommand extends ConfiguredCommand {
    private final Duration askEvery;
    private final Person person;

    @Mixin
    private final FileOptions files = new FileOptions();

    @Parameters(arity = "0..1", paramLabel = "APPLE_ID", description = """
            Renews the tokens that this Apple ID (Managed Apple Account) downloaded.""")
    private Optional<String> appleId = Optional.empty();

    @Option(
            names = {"-i", "--instance"},
            paramLabel = "NAME",
            converter = TypedName.class,
            description = "Renews the ADE tokens of this instance. Can be given several times.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--token", paramLabel = "INSTANCE/KIND/ID", converter = TypedName.class, description = """
            Renews this token, such as physics/ade/1 or physics/content/3. Can be given several times.""")
    private List<String> tokens = new ArrayList<>();

    @Option(names = "--public-key", paramLabel = "FOLDER", description = """
            Saves each instance's public key for Apple there, named by its instance, and does nothing else.""")
    private Optional<Path> publicKeys = Optional.empty();

    @Option(names = "--credentials", paramLabel = "FILE", description = """
            A file with the instances, each with an API client that may update. Default: depwatch/renew.yml in \
            $$XDG_CONFIG_HOME or ~/.config. Without it, depwatch makes the list with the API clients of its own \
            configuration, which can only read.""")
    private Optional<Path> credentials = Optional.empty();

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "1h", description = """
            How long to wait after the last file, upload or proof. 0s does not wait: without --from or --watch it \
            only prints the list. Default: ${DEFAULT-VALUE}""")
    private String wait = "1h";

    /** What {@code renew} does with files. */
    static final class FileOptions {
        @Option(names = "--watch", paramLabel = "FOLDER", description = """
                Uploads each token file that arrives in this folder from now on.""")
        Optional<Path> watch = Optional.empty();

        @Option(names = "--from", paramLabel = "FOLDER", description = """
                Uploads the token files that are in this folder already.""")
        Optional<Path> from = Optional.empty();

        @Option(names = "--dry-run", description = """
                Says which files of --from would be uploaded where, and uploads nothing.""")
        boolean dryRun;

        @Option(names = "--yes", description = """
                Uploads without a question each file whose place is certain, and skips every other.""")
        boolean yes;

        @Option(names = "--delete", description = """
                Deletes each file without a question once its token has synced well.""")
        boolean delete;

        /** Whether the run uploads files. */
        boolean uploads() {
            return from.isPresent() || watch.isPresent();
        }
    }

    /** @param askEvery how often the tokens that are awaited are read */
    RenewCommand(Duration askEvery, Person person) {
        this.askEvery = askEvery;
        this.person = person;
    }

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        Duration patience = WrongUse.valueOf("--wait", wait, Durations::read, "a duration such as 30m");
        checkUsage();
        Screen screen = Screen.of(spec);
        for (Path folder :
                Stream.concat(files.from.stream(), files.watch.stream()).toList()) {
            DownloadFolder.check(folder);
        }
        RenewalRecords records =
                new RenewalRecords(folder("XDG_STATE_HOME", ".local/state"), System.getProperty("user.name", ""));
        Optional<Uploads> uploads = uploads(records);
        Optional<Settings> settings = uploads.isPresent() ? Optional.empty() : Optional.of(load().settings());
        Map<Instance, Inventory.Watched> known =
                uploads.isPresent() ? uploads.get().watched() : watched(settings.orElseThrow());
        Optional<AppleId> owner = appleId.map(
                typed -> AppleId.of(typed).orElseThrow(() -> new WrongUse("APPLE_ID is blank; expected one")));
        if (appleId.isPresent() && known.keySet().stream().map(Instance::name).anyMatch(appleId.get()::equals)) {
            throw new WrongUse(
                    "\"" + appleId.get() + "\" is an instance, no Apple ID; expected -i before each instance");
        }
        WrongUse.checkInstances(names, known.keySet().stream(), "is known here");
        if (publicKeys.isPresent()) {
            List<Instance> asked = known.keySet().stream()
                    .filter(instance -> names.isEmpty() || names.contains(instance.name()))
                    .toList();
            return new SavedKeys(screen, uploads.orElseThrow()).save(publicKeys.get(), asked);
        }
        List<InstanceInventory> read = read(known.values(), progress());
        checkTokens(InstanceInventory.tokens(read), read);
        Selection selection = Selection.of(read, owner, names, tokens, records.history(), now());
        ParallelCalls.Work<Set<Instance>, List<InstanceInventory>> reading =
                awaited -> read(awaited.stream().map(known::get).toList(), new ProgressLine(err(), false));
        Map<Instance, Readiness> ready = uploads.isPresent() ? readiness(uploads.get(), selection) : Map.of();
        Renewal renewal = Renewal.begun(selection, ready, records.history(), now());
        TimeFormat times = settings.map(all -> new TimeFormat(all.alerts().timeZone()))
                .orElse(process().times());
        RenewReport text = new RenewReport(screen, times, files.uploads(), clock());
        Person asked = new Person(person.isThere() && !files.yes && !files.dryRun, person.in());
        return new RenewSession(text, asked, records, uploads, files, reading, renewal, askEvery).run(patience);
    }

    private void checkUsage() {
        if (appleId.isEmpty() && names.isEmpty() && tokens.isEmpty() && publicKeys.isEmpty()) {
            throw new WrongUse("Nothing says what to renew; expected APPLE_ID, --instance or --token");
        }
        if (publicKeys.isPresent() && (files.uploads() || appleId.isPresent() || !tokens.isEmpty())) {
            throw new WrongUse("--public-key only saves keys; expected no other option than --instance");
        }
        if ((!files.uploads() && (files.yes || files.delete)) || (files.dryRun && files.from.isEmpty())) {
            throw new WrongUse("expected --from or --watch for --yes and --delete, and --from for --dry-run");
        }
        if (files.uploads() && !files.dryRun && !files.yes && !person.isThere()) {
            throw new WrongUse(
                    "Nobody can answer whether to upload: standard input is no terminal; expected --yes or --dry-run");
        }
    }

    /** Empty if no credentials are named, none are where they usually are, and none are needed. */
    private Optional<Uploads> uploads(RenewalRecords records) throws ConfigException, IOException {
        Path usual = folder("XDG_CONFIG_HOME", ".config").resolve("renew.yml");
        if (credentials.isEmpty() && !Files.exists(usual)) {
            if (files.uploads() || publicKeys.isPresent()) {
                throw new WrongUse("No credentials: expected --credentials FILE, or the file " + usual);
            }
            return Optional.empty();
        }
        RenewalConfig config = RenewalConfig.load(
                credentials.orElse(usual), process().environment(), warning -> err().println("warning: " + warning));
        return Optional.of(new Uploads(config, records, clock()));
    }

    /** As the XDG Base Directory Specification has it: a relative path in the variable is ignored. */
    private Path folder(String variable, String otherwise) {
        Map<String, String> environment = process().environment();
        Path named = Path.of(environment.getOrDefault(variable, ""));
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/")));
        return (named.isAbsolute() ? named : home.resolve(otherwise)).resolve("depwatch");
    }

    // What is known.

    private List<InstanceInventory> read(Collection<Inventory.Watched> instances, ProgressLine progress)
            throws InterruptedException {
        return ask(List.copyOf(instances), watched -> watched.readOnce(clock()), progress);
    }

    /** Jamf Pro by the credentials of the daemon's configuration, which only read. */
    private Map<Instance, Inventory.Watched> watched(Settings settings) throws ConfigException {
        Resources resources = Resources.of(settings);
        return settings.instances().stream()
                .map(instance -> resources.watched(instance, clock()))
                .collect(toMap(Inventory.Watched::instance, Function.identity(), (one, other) -> one, TreeMap::new));
    }

    private Map<Instance, Readiness> readiness(Uploads uploads, Selection selection) throws InterruptedException {
        Map<Instance, Set<TokenKind>> kinds = selection.list().stream()
                .map(TokenState::token)
                .collect(groupingBy(Token::instance, TreeMap::new, mapping(Token::kind, toSet())));
        return ask(
                        List.copyOf(kinds.entrySet()),
                        of -> Map.entry(of.getKey(), uploads.tryOut(of.getKey(), of.getValue())))
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void checkTokens(List<Token> all, List<InstanceInventory> read) throws IOException {
        for (Token token : all) {
            if (token.kind().isCertificate() && tokens.contains(token.path())) {
                throw new WrongUse(RenewReport.certificate(token));
            }
        }
        List<String> known = all.stream()
                .filter(token -> !token.kind().isCertificate())
                .map(Token::path)
                .toList();
        for (String typed : tokens) {
            if (!known.contains(typed)) {
                Optional<String> notRead = read.stream()
                        .filter(inventory ->
                                typed.startsWith(inventory.instance().name() + "/"))
                        .flatMap(inventory -> Stream.concat(
                                inventory.failure().stream().map(ReadFailure::sentence),
                                Stream.ofNullable(inventory.unreadParts().get(Part.CONTENT_TOKENS))
                                        .filter(why -> typed.contains("/" + TokenKind.CONTENT.key() + "/"))))
                        .findFirst();
                if (notRead.isPresent()) {
                    throw new IOException("Cannot read the token " + typed + ": " + notRead.get());
                }
                throw new WrongUse("No token \"" + typed + "\" was found; expected INSTANCE/KIND/ID, such as"
                        + " physics/ade/1" + Nearest.question(typed, known));
            }
        }
    }
}
