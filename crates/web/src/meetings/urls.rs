//! Addresses of review meetings, and of the public record of each draw.

use kernel::{ApplicationId, ExpertId, FileId, MeetingId};

crate::places! {
    /// The meetings that concern the viewer (评审会议).
    Meetings = "/meetings";
    /// Asking to open a review (开评申请).
    NewMeeting = "/meetings/new";
    /// One meeting.
    MeetingPlace { id: MeetingId } = "/meetings/{id}";
    /// The filing authority answers the request.
    AnswerOpening { id: MeetingId } = "/meetings/{id}/answer";
    /// Calling a meeting off.
    CallOff { id: MeetingId } = "/meetings/{id}/cancellation";
    /// A recusal (回避).
    Recuse { id: MeetingId } = "/meetings/{id}/recusal";
    /// The draw of the committee, for organiser and supervisor (抽取专家).
    DrawRoom { id: MeetingId } = "/meetings/{id}/draw";
    /// Freezing the pool; POST only.
    PrepareDraw { id: MeetingId } = "/meetings/{id}/draw/preparation";
    /// A party enters the digest of its number; POST only.
    OfferNonce { id: MeetingId } = "/meetings/{id}/draw/digest";
    /// Publishing the commitment; POST only.
    CommitDraw { id: MeetingId } = "/meetings/{id}/draw/commitment";
    /// A party reveals its number; POST only.
    RevealNonce { id: MeetingId } = "/meetings/{id}/draw/reveal";
    /// Entering the public number; POST only.
    EnterNumber { id: MeetingId } = "/meetings/{id}/draw/number";
    /// The supervisor signs; POST only.
    SignDraw { id: MeetingId } = "/meetings/{id}/draw/signature";
    /// The supervisor voids an attempt.
    VoidDraw { id: MeetingId } = "/meetings/{id}/draw/void";
    /// A member cannot come (不能到会).
    Absence { id: MeetingId, expert: ExpertId } = "/meetings/{id}/members/{expert}/absence";
    /// A new sign-in code for a member.
    NewCode { id: MeetingId, expert: ExpertId } = "/meetings/{id}/members/{expert}/code";
    /// Opening sign-in; POST only.
    Convene { id: MeetingId } = "/meetings/{id}/session";
    /// A member signs in; POST only.
    SignInHere { id: MeetingId } = "/meetings/{id}/sign-in";
    /// Closing sign-in; POST only.
    CloseRoll { id: MeetingId } = "/meetings/{id}/roll";
    /// Assigning experts to cases (分工).
    Assignment { id: MeetingId } = "/meetings/{id}/assignment";
    /// A case of the agenda, for members.
    MeetingCase { id: MeetingId, case: ApplicationId } = "/meetings/{id}/cases/{case}";
    /// A file of such a case.
    MeetingFile { id: MeetingId, case: ApplicationId, file: FileId } = "/meetings/{id}/cases/{case}/files/{file}";
    /// A member's opinion on a case; POST only.
    GiveOpinion { id: MeetingId, case: ApplicationId } = "/meetings/{id}/cases/{case}/opinion";
    /// The opinions were presented; POST only.
    Present { id: MeetingId } = "/meetings/{id}/presentation";
    /// Opening the ballot; POST only.
    OpenVote { id: MeetingId } = "/meetings/{id}/opening";
    /// A member's ballot.
    Vote { id: MeetingId } = "/meetings/{id}/ballot";
    /// Registering the device a member votes with (登记投票设备).
    SeatDevice { id: MeetingId } = "/meetings/{id}/device";
    /// Naming the elected teller; POST only.
    NameTellers { id: MeetingId } = "/meetings/{id}/tellers";
    /// The table of one of the two tellers who are people (计票页面); POST registers their keys.
    TellerTable { id: MeetingId } = "/meetings/{id}/counting";
    /// The board of a vote before three tellers, for their devices; POST adds to it.
    BoardPlace { id: MeetingId } = "/meetings/{id}/board";
    /// A teller publishes; POST only.
    PublishSums { id: MeetingId } = "/meetings/{id}/sums";
    /// The supervisor witnesses that the shares are destroyed; POST only.
    DestroyShares { id: MeetingId } = "/meetings/{id}/destruction";
    /// The list of seats and codes, for the wall and for printing (选票编码).
    Codes { id: MeetingId } = "/meetings/{id}/codes";
    /// The counted vote before three tellers as a file for both verifiers.
    BallotFile { id: MeetingId } = "/meetings/{id}/ballot/bundle";
    /// A count sheet of paper ballots (计票单).
    PaperSheet { id: MeetingId } = "/meetings/{id}/count";
    /// Giving up a ballot that cannot be counted.
    VoidBallot { id: MeetingId } = "/meetings/{id}/ballot/void";
    /// Closing the ballot; POST only.
    CloseVote { id: MeetingId } = "/meetings/{id}/closing";
    /// Announcing the result; POST only.
    Announce { id: MeetingId } = "/meetings/{id}/announcement";
    /// The supervisor signs for the meeting; POST only.
    Supervise { id: MeetingId } = "/meetings/{id}/supervision";
    /// The committee's seal; POST only.
    AffixSeal { id: MeetingId } = "/meetings/{id}/seal";
    /// The minutes, for printing.
    MeetingMinutes { id: MeetingId } = "/meetings/{id}/minutes";
    /// The same as a file (PDF), once the committee's seal is affixed.
    MinutesFile { id: MeetingId } = "/meetings/{id}/minutes/file";
    /// The public list of draws (抽取公开).
    Draws = "/draws";
    /// The public record of one attempt.
    PublicDraw { id: MeetingId, attempt: i32 } = "/draws/{id}/{attempt}";
    /// The same as a file for computing it again.
    DrawFile { id: MeetingId, attempt: i32 } = "/draws/{id}/{attempt}/bundle";
    /// One expert's own proof in it, for that expert.
    OwnProofFile { id: MeetingId, attempt: i32 } = "/draws/{id}/{attempt}/own";
}
