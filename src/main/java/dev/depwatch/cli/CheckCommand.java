package dev.depwatch.cli;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.apple.AppleCheck;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.OrganizationConfig;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.LogClock;
import dev.depwatch.assess.Route;
import dev.depwatch.cli.CheckReport.Checked;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.jamf.JamfCheck;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.logs.LogCheck;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads the configuration as {@code run} does, and reports the problems in it and in what it names. */
@Command(name = "check")
final class CheckCommand extends ConfiguredCommand {
    @Option(names = "--online", description = """
            Also calls the API of every instance and of Apple, and reads every log. Run it as the user that depwatch \
            runs as, or as root if only root may read the secrets.""")
    private boolean online;

    @Option(names = "--all", description = "Also lists what is good.")
    private boolean all;

    @Option(names = "--json", description = "Prints JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        try {
            return check(load());
        } catch (ConfigException e) {
            if (!json) {
                throw e;
            }
            print(CheckReport.unusable(e.problems()));
            return ExitCode.FAILED;
        }
    }

    private int check(Settings.Loaded loaded) throws ConfigException, InterruptedException {
        Settings settings = loaded.settings();
        Resources resources = supplies(settings);
        List<Problem> warnings = new ArrayList<>(loaded.warnings());
        warnings.addAll(resources.warnings());
        if (!online) {
            warnings.addAll(unreadableLogs(settings));
        }
        if (online && process().isRoot() && count(settings.instances(), instance -> instance.logs().stream()) > 0) {
            warnings.add(Problem.of(
                    "logs", "you run this as root, so it does not check whether depwatch's user may read them"));
        }
        List<Checked> tried = online ? ask(settings.instances(), instance -> tried(instance, resources)) : List.of();
        List<InstanceInventory> read = readTokens(resources);
        Stream.concat(ownersWithoutReceiver(settings, read), serversThatRoutesSplit(settings, read))
                .distinct()
                .map(sentence -> Problem.of("alerts.receivers", sentence))
                .forEach(warnings::add);
        List<Checked> apple = online && !settings.apple().isEmpty() ? triedOfApple(read, resources) : List.of();
        CheckReport report = new CheckReport(summary(loaded), List.of(), warnings, tried, apple);
        print(json, report, screen -> report.print(screen, err(), all));
        return report.isGood() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Also checks the state directory, and throws all problems together. */
    private static Resources supplies(Settings settings) throws ConfigException {
        List<Problem> problems =
                new ArrayList<>(settings.unsafeStateDirectory().stream().toList());
        try {
            Resources resources = Resources.of(settings);
            if (problems.isEmpty()) {
                return resources;
            }
        } catch (ConfigException e) {
            problems.addAll(0, e.problems());
        }
        throw new ConfigException(problems);
    }

    private static List<Problem> unreadableLogs(Settings settings) {
        return settings.instances().stream()
                .flatMap(instance -> instance.logs().stream())
                .filter(log -> !Files.isRegularFile(log) || !Files.isReadable(log))
                .map(log -> Problem.of(
                        log.toString(),
                        Files.notExists(log)
                                ? "does not exist; depwatch waits for it"
                                : "this user cannot read it as a file; depwatch waits for it"))
                .toList();
    }

    private Checked tried(InstanceSettings instance, Resources resources) throws InterruptedException {
        List<Trial> trials = new ArrayList<>();
        instance.jamf()
                .flatMap(JamfConfig::fault)
                .ifPresent(fault -> trials.add(new Trial("credentials", Result.PROBLEM, fault)));
        Optional<JamfCheck> api = resources.check(instance, clock());
        if (api.isPresent()) {
            trials.addAll(api.get().trials());
        }
        instance.logs().forEach(log -> trials.addAll(tried(instance, log)));
        return Checked.ofInstance(instance.name(), trials);
    }

    private List<Trial> tried(InstanceSettings instance, Path log) {
        LogCheck.Look look = LogCheck.at(log, instance.timeZone(), now());
        List<Trial> trials = new ArrayList<>();
        trials.add(new Trial("log", look.good() ? Result.OK : Result.PROBLEM, look.sentence()));
        look.clockDifference()
                .filter(LogClock::differs)
                // The time of a copied file proves nothing.
                .filter(difference -> LogClock.isOfZones(difference) || !difference.isNegative())
                .map(difference -> LogClock.sentence(log.toString(), instance.instance(), difference))
                .ifPresent(sentence -> trials.add(new Trial("time zone", Result.PROBLEM, sentence)));
        return trials;
    }

    /** The tokens of the configuration, and online those of the APIs; none where nothing depends on them. */
    private List<InstanceInventory> readTokens(Resources resources) throws InterruptedException {
        Settings settings = resources.settings();
        boolean areRouted = settings.alerts().routes().stream().anyMatch(route -> !route.coversAll());
        return areRouted || !settings.apple().isEmpty()
                ? ask(
                        settings.instances().stream()
                                .filter(instance -> online || instance.jamf().isEmpty())
                                .toList(),
                        instance -> resources.watched(instance, clock()).readOnce(clock()))
                : List.of();
    }

    private static Stream<String> ownersWithoutReceiver(Settings settings, List<InstanceInventory> instances) {
        List<Route> routes = settings.alerts().routes();
        return InstanceInventory.tokens(instances).stream()
                .filter(token -> token.owner().isPresent()
                        && routes.stream().anyMatch(route -> route.covers(token.instance()))
                        && routes.stream().noneMatch(route -> route.covers(token)))
                .map(token -> "no receiver is notified of the tokens of \""
                        + token.owner().orElseThrow() + "\" on \"" + token.instance() + "\"");
    }

    /** A download ends the token of all entries of a server, and a route hides the others. */
    private static Stream<String> serversThatRoutesSplit(Settings settings, List<InstanceInventory> instances) {
        Map<Object, List<Token>> byServer = InstanceInventory.tokens(instances).stream()
                .filter(token -> !token.kind().isCertificate())
                .collect(groupingBy(Token::server));
        return settings.alerts().receivers().stream().flatMap(receiver -> {
            Route route = receiver.route().route();
            return byServer.values().stream()
                    .filter(its -> its.stream().anyMatch(route::covers)
                            && !its.stream().allMatch(route::covers))
                    .map(its -> "receiver \"" + receiver.name()
                            + "\" is notified of some entries of the server \""
                            + its.get(0).serverName() + "\" and not of all: its texts name no others, whose"
                            + " token a download ends, too");
        });
    }

    /** Each organisation at Apple with the tokens of its servers, and last the tokens without a server. */
    private List<Checked> triedOfApple(List<InstanceInventory> instances, Resources resources)
            throws InterruptedException {
        Settings settings = resources.settings();
        boolean areAllTokens = instances.stream().noneMatch(InstanceInventory::lacksTokens);
        List<Token> tokens = InstanceInventory.tokens(instances).stream()
                .filter(token -> token.kind() == TokenKind.ADE)
                .toList();
        List<AppleCheck.Found> found = new ArrayList<>();
        for (OrganizationConfig organization : settings.apple()) {
            found.add(resources.check(organization, clock()).tried(tokens));
        }
        List<Organization> read =
                found.stream().map(AppleCheck.Found::organization).toList();
        Witnesses witnesses = new Witnesses(read, tokens);
        TimeFormat times = new TimeFormat(settings.alerts().timeZone());
        List<Checked> tried = new ArrayList<>();
        for (AppleCheck.Found one : found) {
            List<Trial> trials = new ArrayList<>(one.trials());
            trials.addAll(AppleCheck.matches(one.organization(), witnesses, tokens, areAllTokens, times));
            tried.add(Checked.ofOrganization(one.organization().name(), trials));
        }
        List<Trial> leftOver = AppleCheck.tokensLeftOver(witnesses);
        if (!leftOver.isEmpty()) {
            tried.add(Checked.ofOrganization("", leftOver));
        }
        return tried;
    }

    /** The numbers of what depwatch will watch. */
    private static String summary(Settings.Loaded loaded) {
        Settings settings = loaded.settings();
        List<InstanceSettings> instances = settings.instances();
        long logs = count(instances, instance -> instance.logs().stream());
        long tokens = count(instances, instance -> instance.tokens().stream());
        long certificates = count(instances, instance -> instance.pushCertificate().stream());
        long apis = count(instances, instance -> instance.jamf().stream());
        int organizations = settings.apple().size();
        return Phrase.counted(instances.size(), "instance")
                + ", " + Phrase.counted(logs, "log")
                + ", " + Phrase.counted(apis, "API")
                + (tokens == 0 ? "" : ", " + Phrase.counted(tokens, "listed token"))
                + (certificates == 0 ? "" : ", " + Phrase.counted(certificates, "push certificate"))
                + (organizations == 0 ? "" : ", " + Phrase.counted(organizations, "organisation") + " at Apple")
                + ", " + Phrase.counted(settings.alerts().receivers().size(), "receiver");
    }

    private static long count(List<InstanceSettings> instances, Function<InstanceSettings, Stream<?>> parts) {
        return instances.stream().flatMap(parts).count();
    }
}
