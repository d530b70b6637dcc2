package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.util.DateTimeComponents;
import biweekly.util.ICalDate;
import dev.depwatch.alert.RenewalTask;
import dev.depwatch.assess.Assessment;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The last day of each token and certificate as an event of a calendar. Pure and thread-safe. */
public final class TokenCalendar {
    /** A calendar of so many has 3 MB. */
    static final int MOST_EVENTS = 2000;

    private static final int MAX_LINE = 1000;

    private TokenCalendar() {}

    /**
     * The calendar in UTF-8, in the form of RFC 5545. A token without a known end has no event. A renewed token keeps
     * its event, on another day. If there are more than a calendar can show, those that end last are left out.
     *
     * @param zone of the day on which a token ends at an instant
     */
    public static byte[] ics(Assessment assessment, ZoneId zone) {
        ICalendar calendar = new ICalendar();
        calendar.setProductId("-//depwatch//depwatch//EN");
        // Outlook, Google and Apple show it as the name.
        calendar.setExperimentalProperty("X-WR-CALNAME", "Apple tokens in Jamf Pro");
        Date madeAt = Date.from(assessment.at());
        List<Token> soonest = assessment
                .everyToken()
                .filter(token -> token.expiry().isPresent())
                .sorted(Comparator.comparing(
                        token -> token.expiry().orElseThrow().at()))
                .limit(MOST_EVENTS)
                .toList();
        Function<Token, List<String>> doNot = RenewalTask.doNot(assessment);
        for (RenewalTask task : RenewalTask.of(soonest, assessment.instances())) {
            calendar.addEvent(event(task, zone, madeAt, doNot.apply(task.token())));
        }
        return calendar.write().getBytes(UTF_8);
    }

    private static VEvent event(RenewalTask task, ZoneId zone, Date madeAt, List<String> doNot) {
        Token token = task.token();
        LocalDate lastDay = token.expiry().orElseThrow().day(zone);
        VEvent event = new VEvent();
        event.setUid(token.path() + "@depwatch");
        event.setDateTimeStamp(madeAt);
        event.setDateStart(day(lastDay));
        event.setDateEnd(day(lastDay.plusDays(1)));
        // Nobody is busy all day.
        event.setTransparency(true);
        event.setSummary(task.name() + " expires");
        event.setDescription(description(task, doNot));
        task.page().ifPresent(page -> event.setUrl(page.toASCIIString()));
        return event;
    }

    private static String description(RenewalTask task, List<String> doNot) {
        Token token = task.token();
        List<String> lines = new ArrayList<>();
        lines.add("Renew it before this day.");
        lines.add("Instance: " + token.instance().name());
        // The built-in CA has no owner.
        if (token.kind() != TokenKind.CA) {
            lines.add("Apple ID: " + token.owner().map(AppleId::value).orElse("not known"));
        }
        if (!task.server().isEmpty()) {
            lines.add("Server at Apple: " + task.server());
        }
        lines.addAll(RenewalTask.ways(List.of(token.kind()), true));
        task.page().ifPresent(page -> lines.add("Jamf Pro: " + page.toASCIIString()));
        lines.addAll(doNot);
        return lines.stream().map(line -> SafeText.of(line, MAX_LINE)).collect(Collectors.joining("\n"));
    }

    private static ICalDate day(LocalDate day) {
        return new ICalDate(new DateTimeComponents(day.getYear(), day.getMonthValue(), day.getDayOfMonth()), false);
    }
}
