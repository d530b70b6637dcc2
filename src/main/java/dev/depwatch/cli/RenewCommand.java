package dev.depwatch.cli;

import static java.util.Objects.requireNonNull;

import dev.depwatch.cli.RenewSession.FileOptions;
import dev.depwatch.cli.RenewSession.Known;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Durations;
import dev.depwatch.config.Nearest;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.renewal.DownloadFolder;
import dev.depwatch.renewal.Renewal;
import dev.depwatch.renewal.RenewalConfig;
import dev.depwatch.renewal.RenewalHistory;
import dev.depwatch.renewal.RenewalRecords;
import dev.depwatch.renewal.Selection;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.renewal.Uploads.Readiness;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything of a renewal that is not Apple's part: the list of what to do, the uploads, and the proof of each. */
@Command(
        name = "renew",
        description =
                "Lists the tokens to renew and ticks each one off once a new token is in place and has synced well."
                        + " With --watch or --from it also uploads the files that you download at Apple, each to the entry whose"
                        + " server the file is for. Uploads need credentials of their own (--credentials). A run that was"
                        + " interrupted continues when you start it again.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Every token on the list is renewed and has synced well; or the dry run found nothing to refuse; or every"
                    + " public key is saved.",
            "1:Something remains, or a file was refused, or somebody did not answer, or the credentials have problems.",
            "2:The command line is wrong.",
            "130:Interrupted. Start the same command again.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch renew it-admin@example.org",
            "  depwatch renew it-admin@example.org --watch ~/Downloads",
            "  depwatch renew --instance physics --from ~/Downloads --dry-run",
            "  depwatch renew --token physics/content/3 --from ~/Downloads",
            "  depwatch renew --public-key ./keys",
        })
final class RenewCommand implements Callable<Integer> {
    private final InstantSource clock;
    private final Times host;
    private final Duration askEvery;
    private final Person person;
    private final Map<String, String> environment;
    private final boolean showProgress;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final DaemonOption daemon = new DaemonOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "APPLE_ID",
            description = "Renews the tokens that this Apple ID (Managed Apple Account) downloaded.")
    private Optional<String> appleId = Optional.empty();

    @Option(
            names = {"-i", "--instance"},
            paramLabel = "NAME",
            converter = TypedName.class,
            description = "Renews the ADE tokens of this instance. Can be given several times.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--token",
            paramLabel = "INSTANCE/KIND/ID",
            converter = TypedName.class,
            description = "Renews this token, such as physics/ade/1 or physics/content/3. Can be given several times.")
    private List<String> tokens = new ArrayList<>();

    @Option(
            names = "--watch",
            paramLabel = "FOLDER",
            description = "Uploads each token file that arrives in this folder from now on.")
    private Optional<Path> watch = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FOLDER",
            description = "Uploads the token files that are in this folder already.")
    private Optional<Path> from = Optional.empty();

    @Option(
            names = "--public-key",
            paramLabel = "FOLDER",
            description = "Saves each instance's public key for Apple there, named by its instance, and does nothing"
                    + " else.")
    private Optional<Path> publicKeys = Optional.empty();

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description =
                    "The instances with API clients that may update. Default: depwatch/renew.yml in"
                            + " $$XDG_CONFIG_HOME or ~/.config. Without it the list is made of what the running depwatch knows.")
    private Optional<Path> credentials = Optional.empty();

    @Option(names = "--dry-run", description = "Says what would be uploaded where, and uploads nothing.")
    private boolean dryRun;

    @Option(
            names = "--yes",
            description = "Uploads without a question each file whose place is certain, and skips every other.")
    private boolean yes;

    @Option(names = "--delete", description = "Deletes each file without a question once its token has synced well.")
    private boolean delete;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long to wait after the last file, upload or proof; 0s only prints the list. Default:"
                    + " ${DEFAULT-VALUE}")
    private String wait = "1h";

    RenewCommand() {
        this(
                InstantSource.system(),
                Times.ofThisHost(),
                Duration.ofSeconds(5),
                Person.atTheTerminal(),
                System.getenv(),
                Screen.standardErrorIsTerminal());
    }

    /**
     * @param host how times are printed where no configuration is read
     * @param askEvery how often the tokens that are awaited are read
     */
    RenewCommand(
            InstantSource clock,
            Times host,
            Duration askEvery,
            Person person,
            Map<String, String> environment,
            boolean showProgress) {
        this.clock = clock;
        this.host = host;
        this.askEvery = askEvery;
        this.person = person;
        this.environment = Map.copyOf(environment);
        this.showProgress = showProgress;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        Duration patience = patience();
        checkUsage();
        Screen screen = Screen.of(spec);
        try {
            for (Path folder : Stream.concat(from.stream(), watch.stream()).toList()) {
                DownloadFolder.check(folder);
                DownloadFolder.others(folder)
                        .ifPresent(sentence ->
                                warn(Screen.clean(sentence) + ". depwatch uploads only your own files from there"));
            }
            RenewalRecords records = RenewalRecords.in(folder("XDG_STATE_HOME", ".local/state"), user());
            Optional<Uploads> uploads = uploads(records);
            if (publicKeys.isPresent()) {
                Uploads needed = uploads.orElseThrow();
                return new SavedKeys(screen, needed, records, host, clock)
                        .save(publicKeys.get(), chosenInstances(needed.instances()));
            }
            Optional<Settings> settings = uploads.isPresent() || daemon.isGiven()
                    ? Optional.empty()
                    : Optional.of(config.load().settings());
            Known known = uploads.isPresent()
                    ? wanted -> read(uploads.get().instances(), wanted, uploads.get()::read)
                    : settings.isPresent()
                            ? ofDaemon(settings.get())
                            : wanted -> of(daemon.survey(host), Map.of(), wanted);
            Selection selection = selection(known.read(Set.of()), records.history());
            Map<Instance, Readiness> ready = uploads.isPresent() ? readiness(uploads.get(), selection) : Map.of();
            Renewal renewal = Renewal.begun(selection, ready, records.history(), clock.instant());
            FileOptions files = new FileOptions(from, watch, dryRun, yes, delete);
            RenewText text = new RenewText(screen, settings.map(Times::of).orElse(host), files.uploads(), clock);
            return new RenewSession(text, person, records, uploads, files, known, renewal, askEvery, clock)
                    .run(patience);
        } catch (NotAnsweredException | IOException e) {
            spec.commandLine().getErr().println(Screen.clean(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        }
    }

    private void warn(String sentence) {
        spec.commandLine().getErr().println("warning: " + sentence);
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private boolean isChosen() {
        return appleId.isPresent() || !names.isEmpty() || !tokens.isEmpty();
    }

    private Map<Instance, Readiness> readiness(Uploads uploads, Selection selection) throws InterruptedException {
        Map<Instance, Readiness> ready = new ConcurrentHashMap<>();
        new InstanceCalls(spec.commandLine().getErr(), showProgress)
                .each(List.copyOf(selection.awaited().entrySet()), entry -> {
                    Readiness found = uploads.tryOut(entry.getKey(), entry.getValue());
                    ready.put(entry.getKey(), found);
                    return found;
                });
        return ready;
    }

    private Selection selection(List<InstanceInventory> read, RenewalHistory history) throws NotAnsweredException {
        List<TokenState> all = read.stream()
                .flatMap(inventory -> inventory.states().stream())
                .sorted(Comparator.comparing((TokenState state) -> state.token().kind())
                        .thenComparing(state -> state.token().instance())
                        .thenComparing(state -> String.valueOf(state.token().server()))
                        .thenComparing(state -> state.token().id()))
                .toList();
        Optional<AppleId> owner =
                appleId.map(typed -> AppleId.of(typed).orElseThrow(() -> usage("APPLE_ID is blank; expected one")));
        Set<Instance> instances = names.isEmpty()
                ? Set.of()
                : chosenInstances(read.stream().map(InstanceInventory::instance).toList());
        Set<Token.Key> named = new TreeSet<>();
        for (String typed : tokens) {
            named.add(key(typed, all, read));
        }
        List<TokenState> list = new ArrayList<>();
        List<Token> also = new ArrayList<>();
        for (TokenState state : all) {
            Token token = state.token();
            boolean isWanted = instances.contains(token.instance())
                    || (owner.isPresent()
                            && (token.owner().equals(owner)
                                    || history.isBegunOf(owner.get(), token.key(), clock.instant())));
            // A content token outlives a change of the password for a while: it is renewed where somebody says so.
            if (named.contains(token.key()) || (isWanted && token.kind() == TokenKind.ADE)) {
                list.add(state);
            } else if (isWanted || !isChosen()) {
                also.add(token);
            }
        }
        // An instance that was not read may have tokens of the Apple ID.
        Set<Instance> unread = read.stream()
                .filter(inventory -> inventory.reading().isEmpty())
                .map(InstanceInventory::instance)
                .filter(instance -> !isChosen() || owner.isPresent() || instances.contains(instance))
                .collect(Collectors.toSet());
        return new Selection(read, list, also, isChosen(), owner.isEmpty() && names.isEmpty() && isChosen(), unread);
    }

    private Token.Key key(String typed, List<TokenState> all, List<InstanceInventory> read)
            throws NotAnsweredException {
        Map<String, Token.Key> known = new LinkedHashMap<>();
        all.stream()
                .map(state -> state.token().key())
                .forEach(key ->
                        known.put(key.instance().name() + "/" + key.kind().key() + "/" + key.id(), key));
        Optional<String> notRead = read.stream()
                .filter(inventory -> typed.startsWith(inventory.instance().name() + "/"))
                .flatMap(inventory -> inventory.failure().map(ReadFailure::sentence).stream())
                .findFirst();
        if (!known.containsKey(typed) && notRead.isPresent()) {
            throw new NotAnsweredException("Cannot read the token " + typed + ": " + notRead.get());
        }
        return Optional.ofNullable(known.get(typed))
                .orElseThrow(() -> usage("No token \"" + typed + "\" was found; expected INSTANCE/KIND/ID"
                        + meant(typed, known.keySet()).orElse(", such as physics/ade/1")));
    }

    private Set<Instance> chosenInstances(List<Instance> instances) {
        Set<String> known = new LinkedHashSet<>();
        instances.forEach(instance -> known.add(instance.name()));
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw usage("No instance \"" + name + "\" is known here"
                    + meant(name, known).orElse(""));
        });
        return instances.stream()
                .filter(instance -> names.isEmpty() || names.contains(instance.name()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<String> meant(String typed, Set<String> known) {
        return Nearest.to(typed, known).map(meant -> "; did you mean \"" + meant + "\"?");
    }

    private void checkUsage() {
        boolean files = watch.isPresent() || from.isPresent();
        if (!isChosen() && !files && publicKeys.isEmpty()) {
            throw usage("Nothing says what to renew; expected APPLE_ID, --instance or --token");
        }
        if (publicKeys.isPresent() && (files || appleId.isPresent() || !tokens.isEmpty())) {
            throw usage("--public-key only saves keys; expected no other option than --instance");
        }
        if (!files && (dryRun || yes || delete)) {
            throw usage("--dry-run, --yes and --delete are about files; expected --from or --watch");
        }
        if (files && !dryRun && !yes && !person.isThere()) {
            throw usage(
                    "Nobody can answer whether to upload: standard input is no terminal; expected --yes or --dry-run");
        }
    }

    private Duration patience() {
        try {
            return wait.equals("0") ? Duration.ZERO : Durations.read(wait);
        } catch (IllegalArgumentException ignored) {
            throw usage("Invalid value for option '--wait': '%s'; expected a duration such as 30m".formatted(wait));
        }
    }

    /** Empty if no credentials are named, none are where they usually are, and none are needed. */
    private Optional<Uploads> uploads(RenewalRecords records) throws ConfigException, IOException {
        Path usual = folder("XDG_CONFIG_HOME", ".config").resolve("renew.yml");
        boolean isNeeded = watch.isPresent() || from.isPresent() || publicKeys.isPresent();
        if (credentials.isEmpty() && (!Files.exists(usual) || (daemon.isGiven() && !isNeeded))) {
            if (isNeeded) {
                throw usage("No credentials: expected --credentials FILE, or the file " + usual);
            }
            return Optional.empty();
        }
        RenewalConfig.Loaded loaded = RenewalConfig.load(credentials.orElse(usual), environment);
        loaded.warnings().forEach(warning -> warn(warning.toString()));
        return Optional.of(new Uploads(loaded.config(), records, host::expiry, clock));
    }

    /** Those of the instances that are wanted; all if none is named. */
    private List<InstanceInventory> read(
            Collection<Instance> instances,
            Set<Instance> wanted,
            ParallelCalls.Work<Instance, InstanceInventory> reading)
            throws InterruptedException {
        return new InstanceCalls(spec.commandLine().getErr(), showProgress && wanted.isEmpty())
                .each(
                        instances.stream()
                                .filter(instance -> wanted.isEmpty() || wanted.contains(instance))
                                .toList(),
                        reading);
    }

    /** The depwatch that runs, or Jamf Pro by the credentials of its configuration, which read. */
    private Known ofDaemon(Settings settings) throws ConfigException {
        Resources resources = Resources.of(settings);
        Map<Instance, Inventory.Watched> watched = new TreeMap<>();
        for (InstanceSettings instance : settings.instances()) {
            watched.put(instance.instance(), resources.watched(instance, clock));
        }
        return wanted -> {
            Optional<FleetTokens> answer = daemon.ask(settings, resources, spec);
            return answer.isPresent()
                    ? of(answer.get(), watched, wanted)
                    : read(
                            watched.keySet(),
                            wanted,
                            instance -> requireNonNull(watched.get(instance)).readOnce(clock));
        };
    }

    /**
     * Whoever has the daemon's port may answer in its place, and people sign in at the addresses that this command
     * prints: they come from the configuration, and so do the instances, where it was read.
     */
    private static List<InstanceInventory> of(
            FleetTokens fleet, Map<Instance, Inventory.Watched> configured, Set<Instance> wanted) {
        return fleet.inventories().stream()
                .filter(inventory -> wanted.isEmpty() || wanted.contains(inventory.instance()))
                .filter(inventory -> configured.isEmpty() || configured.containsKey(inventory.instance()))
                .map(inventory -> InstanceInventory.withoutHistory(
                        inventory.instance(),
                        Optional.ofNullable(configured.get(inventory.instance()))
                                .flatMap(Inventory.Watched::jamf),
                        inventory.source(),
                        inventory.reading(),
                        inventory.readAt(),
                        inventory.failure()))
                .toList();
    }

    /** As the XDG Base Directory Specification has it: a relative path in the variable is ignored. */
    private Path folder(String variable, String otherwise) {
        return Stream.of(environment.getOrDefault(variable, ""))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .findFirst()
                .orElseGet(() -> Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/")))
                        .resolve(otherwise))
                .resolve("depwatch");
    }

    private String user() {
        String user = System.getProperty("user.name", "");
        String sudo = environment.getOrDefault("SUDO_USER", "");
        return sudo.isEmpty() ? user : sudo + " as " + user;
    }
}
