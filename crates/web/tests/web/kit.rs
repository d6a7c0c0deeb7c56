//! The kit as a browser meets it: headers, limits, other sites' forms, error pages, kept values.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use kernel::{Refusal, SeededEntropy};
use tower::ServiceExt as _;
use web::kit::download::Download;
use web::kit::forms::{ErrorSummary, PostForm};
use web::kit::inputs::TextInput;
use web::kit::upload::size_text;
use web::kit::{
    Fault, Form, FormState, FormToken, Go, Head, Html, Kit, Page, ReadForm, Reader, Settings, Viewer,
};
use web::style::{self, Style};

struct Unit(String);

impl ReadForm for Unit {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text("unit", "工作单位", 10).map(Self)
    }
}

struct Paper {
    size: u64,
    kind: &'static str,
}

impl ReadForm for Paper {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let file = reader.file("paper", "论文")?;
        Some(Self {
            size: file.size_bytes,
            kind: file.kind.map_or("别的", |kind| kind.name()),
        })
    }
}

fn show(state: &FormState) -> Page {
    let form = PostForm::new(&FormToken::new("secret"), Style);
    let body = Html::from(ErrorSummary::of(state))
        .then(form.open())
        .then(TextInput::new("unit", "工作单位").fill(state))
        .then(form.close());
    Page::new(Head::new("工作单位").refused(state.is_refused()), body)
}

async fn take(form: Form<Unit>) -> Result<Go, Page> {
    match form.read {
        Ok(Unit(unit)) => Ok(Go::to(Style).saying(format!("已保存{unit}。"))),
        Err(refusals) => {
            let page = show(&FormState::refused(form.fields, &refusals));
            Err(page.status(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

async fn take_paper(form: Form<Paper>) -> Result<String, Fault> {
    let paper = form.read?;
    Ok(format!("{} {}", paper.kind, size_text(paper.size)))
}

async fn panics() -> &'static str {
    panic!("for the test")
}

fn site() -> Router {
    let mut settings = Settings::new(Style, Style);
    settings.upload_most_bytes = 100_000;
    settings.form_most_bytes = 10_000;
    settings.timeout_ms = 200;
    let router = Router::new()
        .route("/form", get(|| async { show(&FormState::blank()) }).post(take))
        .route("/paper", post(take_paper))
        .route(
            "/public",
            get(|| async {
                let nothing: [web::kit::page::NavItem; 0] = [];
                Page::new(Head::new("公开").public_seconds(60), Html::text("公开"))
                    .seen_by(Viewer::public(nothing, Style))
            }),
        )
        .route(
            "/file",
            get(|| async { Download::new("a.pdf", "application/pdf", &b"%PDF"[..]) }),
        )
        .route("/panic", get(panics))
        .route(
            "/slow",
            get(|| async { tokio::time::sleep(std::time::Duration::from_secs(5)).await }),
        )
        .route(
            "/sign-in-first",
            get(|| async {
                Fault::SignInFirst {
                    then: web::kit::urls::Url::local("/form?a=1"),
                }
            }),
        )
        .route(
            "/refused",
            get(|| async { Fault::from(Refusal::new("公示期还没有结束")) }),
        )
        .layer(axum::Extension(FormToken::new("secret")))
        .merge(style::routes());
    Kit::new(settings, SeededEntropy::new(1)).around(router)
}

async fn ask(request: Request<Body>) -> (Response<()>, String) {
    let (parts, body) = site().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (
        Response::from_parts(parts, ()),
        String::from_utf8(body.to_vec()).unwrap(),
    )
}

async fn fetch(path: &str) -> (Response<()>, String) {
    ask(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn send(path: &str, site: &str, kind: &str, body: impl Into<Body>) -> (Response<()>, String) {
    let request = Request::post(path)
        .header("sec-fetch-site", site)
        .header(header::CONTENT_TYPE, kind);
    ask(request.body(body.into()).unwrap()).await
}

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=X";

fn multipart(token: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--X\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--X\r\n\
         Content-Disposition: form-data; name=\"paper\"; filename=\"a.html\"\r\nContent-Type: text/html\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--X--\r\n");
    body
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for path in [
        "/form",
        "/public",
        "/nowhere",
        "/panic",
        "/sign-in-first",
        "/file",
        "/style",
    ] {
        let (answer, _) = fetch(path).await;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        let policy = header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(
            header("x-content-type-options").as_deref(),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            header("referrer-policy").as_deref(),
            Some("same-origin"),
            "{path}"
        );
        assert!(
            header("permissions-policy").is_some() && header("strict-transport-security").is_some(),
            "{path}"
        );
        let cached = header("cache-control").unwrap();
        let expected = if path == "/public" {
            "public, max-age=60"
        } else {
            "private, no-store"
        };
        assert_eq!(cached, expected, "{path}");
    }
}

#[tokio::test]
async fn pages_have_no_inline_scripts_or_styles() {
    for sheet in style::Sheet::ALL {
        let (_, html) = fetch(&format!("/style/{}", sheet.code())).await;
        assert!(!html.contains(" style="), "{sheet:?}");
        assert!(
            !html.contains("<style") && !html.contains("javascript:"),
            "{sheet:?}"
        );
        for script in html.split("<script").skip(1) {
            assert!(
                script.starts_with(" type=\"module\" src=\"/assets/"),
                "{sheet:?}: {script:.60}"
            );
        }
        assert!(
            !html.contains(" onclick=") && !html.contains(" onload="),
            "{sheet:?}"
        );
    }
}

#[tokio::test]
async fn all_assets_a_page_names_are_there() {
    let (_, html) = fetch("/style").await;
    let names: Vec<&str> = html
        .split("\"/assets/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(names.len() >= 3);
    for name in names {
        let (answer, body) = fetch(&format!("/assets/{name}")).await;
        assert_eq!(
            (answer.status(), body.is_empty()),
            (StatusCode::OK, false),
            "{name}"
        );
        assert_eq!(
            answer.headers()[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed() {
    let (answer, html) = send(
        "/form",
        "same-origin",
        URLENCODED,
        "token=secret&unit=%E4%B8%80%E4%BA%8C%3Cb%3E%E4%B8%89%E5%9B%9B%E4%BA%94%E5%85%AD%E4%B8%83%E5%85%AB",
    )
    .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("<title>错误：工作单位 - 衡鉴</title>"));
    assert!(
        html.contains("有一个问题")
            && html.contains("<a href=\"#unit\">工作单位最多 10 个字，现在有 11 个字</a>")
    );
    assert!(
        html.contains("value=\"一二&#60;b&#62;三四五六七八\""),
        "what was typed, escaped"
    );
    assert!(html.contains("aria-describedby=\"unit-error\" aria-invalid=\"true\""));
    assert!(html.contains("name=\"token\" value=\"secret\""));
}

#[tokio::test]
async fn a_sound_form_goes_on() {
    let (answer, _) = send("/form", "same-origin", URLENCODED, "token=secret&unit=%E7%94%B2").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/style");
}

#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    for (site, body) in [
        ("cross-site", "token=secret&unit=a"),
        ("same-site", "token=secret&unit=a"),
        ("same-origin", "token=wrong&unit=a"),
        ("same-origin", "unit=a"),
    ] {
        let (answer, html) = send("/form", site, URLENCODED, body).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{site} {body}");
        assert!(html.contains("这次提交没有被接受"));
    }
}

#[tokio::test]
async fn uploads_are_judged_by_content() {
    let (answer, text) = send(
        "/paper",
        "same-origin",
        MULTIPART,
        multipart("secret", b"%PDF-1.7\n%%EOF"),
    )
    .await;
    assert_eq!((answer.status(), text.as_str()), (StatusCode::OK, "PDF 14 字节"));
    let (_, text) = send(
        "/paper",
        "same-origin",
        MULTIPART,
        multipart("secret", b"<script>alert(1)</script>"),
    )
    .await;
    assert_eq!(text, "别的 25 字节");
    let (answer, _) = send(
        "/paper",
        "same-origin",
        MULTIPART,
        multipart("wrong", b"%PDF-1.7\n%%EOF"),
    )
    .await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_too_large_gets_a_page_that_says_so() {
    let large = multipart("secret", &vec![b'a'; 120_000]);
    for announced in [true, false] {
        let mut request = Request::post("/paper").header("sec-fetch-site", "same-origin");
        if announced {
            request = request.header(header::CONTENT_LENGTH, large.len());
        }
        let request = request
            .header(header::CONTENT_TYPE, MULTIPART)
            .body(Body::from(large.clone()))
            .unwrap();
        let (answer, html) = ask(request).await;
        assert_eq!(
            answer.status(),
            StatusCode::PAYLOAD_TOO_LARGE,
            "announced: {announced}"
        );
        assert!(
            html.contains("提交的内容太大") && html.contains("单个文件不能超过 98 KB"),
            "{html}"
        );
    }
    let (answer, _) = send(
        "/form",
        "same-origin",
        URLENCODED,
        "a=".to_owned() + &"a".repeat(10_001),
    )
    .await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_goes_wrong_gets_a_page_with_a_way_out_and_an_id() {
    for (path, status, title) in [
        ("/nowhere", StatusCode::NOT_FOUND, "没有找到这个页面"),
        ("/style/nothing", StatusCode::NOT_FOUND, "没有找到这个页面"),
        ("/paper", StatusCode::METHOD_NOT_ALLOWED, "这个地址不能这样打开"),
        ("/panic", StatusCode::INTERNAL_SERVER_ERROR, "系统出了问题"),
        ("/slow", StatusCode::SERVICE_UNAVAILABLE, "系统暂时不能办理"),
        ("/refused", StatusCode::UNPROCESSABLE_ENTITY, "公示期还没有结束"),
    ] {
        let (answer, html) = fetch(path).await;
        assert_eq!(answer.status(), status, "{path}");
        assert!(html.contains(title), "{path}: {html}");
        assert!(html.contains("href=\"/style\">返回首页</a>"), "{path}");
        assert!(html.contains("请告知编号"), "{path}");
        assert!(
            !html.contains("for the test"),
            "what went wrong inside stays in the log"
        );
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_door_and_back() {
    let (answer, _) = fetch("/sign-in-first").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/style?then=%2Fform%3Fa%3D1");
}

#[tokio::test]
async fn larger_text_is_remembered_without_an_account() {
    let body = "size=large&back=%2Fform";
    let (answer, _) = send("/preferences/text-size", "same-origin", URLENCODED, body).await;
    assert_eq!(answer.headers()[header::LOCATION], "/form");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert_eq!(
        cookie,
        "text-size=large; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly; Secure"
    );
    let request = Request::get("/form").header(header::COOKIE, "a=b; text-size=large");
    let (_, html) = ask(request.body(Body::empty()).unwrap()).await;
    assert!(html.contains("<html lang=\"zh-CN\" class=\"large-text\">") && html.contains("恢复标准字号"));
    let elsewhere = "size=usual&back=https%3A%2F%2Fevil.example";
    let (answer, _) = send("/preferences/text-size", "same-origin", URLENCODED, elsewhere).await;
    assert_eq!(
        answer.headers()[header::LOCATION],
        "/style",
        "never to another site"
    );
}
