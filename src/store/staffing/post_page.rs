//! Posts, agencies, sites and supervisors as their pages show them.

use crate::domain::staff::Role;
use crate::domain::{Word, standing};
use crate::error::{Result, denied, missing};
use crate::store::Store;
use crate::store::families::{judged, person, person_opt};
use crate::store::gate::sites;
use crate::store::sql::{RowExt, date};
use crate::store::view::staffing::{
    Account, AgencyRow, Places, PostPage, PostSpell, PostTerms, Row, SiteRow, SupervisorRow,
};
use crate::store::view::{Mark, Standing};
use rusqlite::params;

const POSTS: &str =
    "select p.*, s.name as site, a.name as agency from position p join site s on s.id = p.site_id
   join agency a on a.id = p.agency_id";

impl Store {
    /// An authorised post at the viewer's sites.
    pub(super) fn post_page(&self, id: i64) -> Result<PostPage> {
        let found =
            self.posts(&format!("{POSTS} where p.id = ?2 and ?1 is not null"), &id)?.into_iter().next();
        let post = found.ok_or_else(|| missing("this post is not in the file"))?;
        if !self.viewer()?.sites.contains(&post.terms.site) {
            return Err(denied("this post is at a site that is not yours"));
        }
        Ok(post)
    }

    /// Agencies, sites, the partnership's supervisors, and the posts at the viewer's sites.
    pub(super) fn places(&self) -> Result<Places> {
        let own = format!(
            "{POSTS} where p.site_id in (select value from json_each(?1)) and (p.to_on is null or p.to_on > ?2)
             order by s.name, p.role, p.id"
        );
        let today = date(self.clock().today());
        Ok(Places {
            agencies: self.agency_rows()?,
            years: self.agency_years()?,
            sites: self.site_rows()?,
            supervisors: self.supervisor_rows()?,
            posts: self.posts(&own, &today)?,
        })
    }

    fn posts(&self, sql: &str, with: &dyn rusqlite::ToSql) -> Result<Vec<PostPage>> {
        let mut statement = self.conn().prepare_cached(sql)?;
        let rows = statement.query_map(params![sites(self.viewer()?), with], |row| {
            let role: String = row.get("role")?;
            Ok(PostPage {
                row: Row { id: row.get("id")?, version: row.get("version")? },
                terms: PostTerms {
                    site: row.num("site_id")?,
                    role: Role::parse(&role).unwrap_or(Role::Other),
                    fte: row.get("fte")?,
                    from: row.day("from_on")?,
                    to: row.day_opt("to_on")?,
                    recruitment: row.word_opt("recruitment")?,
                    recruitment_on: row.day_opt("recruitment_on")?,
                },
                site: row.get("site")?,
                agency: row.get("agency")?,
                standing: Standing { mark: Mark::NoData, text: String::new(), on: None },
                fills: Vec::new(),
                covers: Vec::new(),
            })
        })?;
        let mut posts: Vec<PostPage> = rows.collect::<rusqlite::Result<_>>()?;
        for post in &mut posts {
            post.fills = self.post_spells(FILLS, post.row.id)?;
            post.covers = self.post_spells(COVERS, post.row.id)?;
            post.standing = self.post_standing(post);
        }
        Ok(posts)
    }

    fn post_spells(&self, sql: &str, post: i64) -> Result<Vec<PostSpell>> {
        let mut statement = self.conn().prepare_cached(sql)?;
        let rows = statement.query_map([post], |row| {
            Ok(PostSpell {
                person: person(row, "w_id")?,
                from: row.day("from_on")?,
                to: row.day_opt("to_on")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Filled by whom, or vacant for how long.
    fn post_standing(&self, post: &PostPage) -> Standing {
        let today = self.clock().today();
        let here = post.fills.iter().find(|fill| fill.from <= today && fill.to.is_none_or(|to| to > today));
        if let Some(fill) = here {
            return judged(standing::Judged::done(fill.person.name.clone(), Some(fill.from)));
        }
        let ended = post.fills.iter().filter_map(|fill| fill.to).filter(|to| *to <= today).max();
        let since = ended.map_or(post.terms.from, |on| on.max(post.terms.from));
        let text = format!("vacant {} d", (today - since).num_days().max(0));
        Standing { mark: Mark::Overdue, text, on: Some(since) }
    }

    fn agency_rows(&self) -> Result<Vec<AgencyRow>> {
        let mut statement =
            self.conn().prepare_cached("select id, version, name, kind from agency order by kind, name")?;
        let rows = statement.query_map([], |row| {
            let key = Row { id: row.get("id")?, version: row.get("version")? };
            Ok(AgencyRow { row: key, name: row.get("name")?, kind: row.word("kind")? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn site_rows(&self) -> Result<Vec<SiteRow>> {
        let mut statement = self.conn().prepare_cached(
            "select s.*, i.name as intact, t.name as treatment from site s join agency i on i.id = s.intact_agency_id
             join agency t on t.id = s.treatment_agency_id order by s.name",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(SiteRow {
                row: Row { id: row.get("id")?, version: row.get("version")? },
                name: row.get("name")?,
                county: row.get("county")?,
                setting: row.word_opt("setting")?,
                intact: (row.get("intact_agency_id")?, row.get("intact")?),
                treatment: (row.get("treatment_agency_id")?, row.get("treatment")?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn supervisor_rows(&self) -> Result<Vec<SupervisorRow>> {
        let mut statement = self.conn().prepare_cached(
            "select s.id as s_id, s.name as s_name, s.short_name as s_short, s.role, c.to_on, (k.staff_id is not null) as ready,
               d.id as d_id, d.name as d_name, d.short_name as d_short,
               coalesce((select group_concat(name, ', ') from (select distinct i.name from staff_site t join site i on i.id = t.site_id
                 where t.staff_id = s.id and t.from_on <= ?1 and (t.to_on is null or t.to_on > ?1) order by i.name)), '') as sites
             from staff s left join cover c on c.staff_id = s.id and c.from_on <= ?1 and c.to_on > ?1
             left join staff d on d.id = c.deputy_id left join account k on k.staff_id = s.id
             where s.role in ('intact_supervisor', 'sud_supervisor') and (s.left_on is null or s.left_on > ?1)
             order by s.role, s.name",
        )?;
        let rows = statement.query_map([date(self.clock().today())], |row| {
            let ready: bool = row.get("ready")?;
            Ok(SupervisorRow {
                person: person(row, "s_id")?,
                role: row.word("role")?,
                sites: row.get("sites")?,
                deputy: person_opt(row, "d_id")?.zip(row.day_opt("to_on")?),
                account: if ready { Account::Ready } else { Account::Missing },
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

const FILLS: &str = "select w.id as w_id, w.name as w_name, w.short_name as w_short, f.from_on,
   nullif(min(coalesce(f.to_on, '9999-12-31'), coalesce(w.left_on, '9999-12-31')), '9999-12-31') as to_on
   from position_fill f join staff w on w.id = f.staff_id where f.position_id = ?1 order by f.from_on desc";

const COVERS: &str = "select w.id as w_id, w.name as w_name, w.short_name as w_short, c.from_on, c.to_on
   from position_cover c join staff w on w.id = c.staff_id where c.position_id = ?1 order by c.from_on desc";
