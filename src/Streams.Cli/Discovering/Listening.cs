using Streams.Decoding;
using Streams.Definition;
using Streams.Dynamo.Hearing;
using Streams.Events;
using Streams.Nats;

namespace Streams.Cli.Discovering;

/// <summary>Everything that can be heard, as the sources of a pipeline without metrics: it comes on every plane, as it would to the daemon.</summary>
/// <param name="subjects">What is listened to beside Dynamo's subjects.</param>
/// <param name="time">The clock by which arrivals are judged.</param>
internal sealed class Listening(IReadOnlyList<string> subjects, TimeProvider time)
{
    /// <summary>The source of what is not Dynamo's.</summary>
    internal const string Others = "others";

    private const int MostSubjects = 5_000;

    private readonly Dictionary<string, HeardSubject> _others = [];

    /// <summary>What there is of Dynamo.</summary>
    internal HeardFleets Fleets { get; } = new();

    /// <summary>Subjects beyond those that are remembered.</summary>
    internal long Omitted { get; private set; }

    /// <summary>The subjects that are not Dynamo's and no affair of the server's.</summary>
    internal IEnumerable<HeardSubject> Subjects =>
        _others.Values.Where(s => !Fleets.Services.Any(name => s.Subject.StartsWith(name + ".", StringComparison.Ordinal)));

    /// <summary>The pipeline that listens.</summary>
    internal PipelineDefinition Pipeline => new()
    {
        Name = "discover",
        Sources =
        [
            // An account that may not hear everything may hear these.
            Source("fleets", ["namespace.>"], (subject, payload) => Fleets.Take(subject, payload)),
            Source(Others, subjects, TakeOther),
            Source("records", [], (subject, payload) => Fleets.TakeRecord(subject, payload)) with { IsRegistry = true },
            new ServiceStatsSourceDefinition
            {
                Name = "answers",
                Schema = Hearer.Empty,
                CreateDecoder = () => new Hearer((_, payload) => Fleets.TakeAnswer(payload)),
                Services = [""],
            },
        ],
        Metrics = [],
    };

    private void TakeOther(string subject, ReadOnlySpan<byte> payload)
    {
        // Dynamo's own, answers, and what the server and JetStream speak of among themselves.
        if (subject.StartsWith("namespace.", StringComparison.Ordinal) || subject.StartsWith("namespace-", StringComparison.Ordinal)
            || subject.StartsWith("_INBOX.", StringComparison.Ordinal) || subject[0] == '$')
        {
            return;
        }

        if (!_others.TryGetValue(subject, out var heard))
        {
            if (_others.Count == MostSubjects)
            {
                Omitted++;
                return;
            }

            _others.Add(subject, heard = new HeardSubject(subject));
        }

        heard.Take(payload, time.GetUtcNow());
    }

    private static SubjectSourceDefinition Source(string name, IReadOnlyList<string> subjects, Hear hear) => new()
    {
        Name = name,
        Schema = Hearer.Empty,
        CreateDecoder = () => new Hearer(hear),
        Subjects = subjects,
    };

    /// <summary>Takes a message.</summary>
    private delegate void Hear(string subject, ReadOnlySpan<byte> payload);

    /// <summary>Hands on what comes, and makes no event of it.</summary>
    private sealed class Hearer(Hear hear) : IDecoder
    {
        internal static readonly EventSchema Empty = new([], []);

        public EventSchema Schema => Empty;

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => hear(subject, payload);
    }
}
