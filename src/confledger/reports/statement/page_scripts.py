"""What a page can do when scripts run: sort, filter, copy, theme. Without them all is readable."""

SCRIPT = """
(function(){
'use strict';
var doc=document,root=doc.documentElement;
function made(name,given,text){
  var one=doc.createElement(name);
  Object.keys(given||{}).forEach(function(key){one.setAttribute(key,given[key]);});
  if(text)one.textContent=text;
  return one;
}
function all(what,from){return Array.prototype.slice.call((from||doc).querySelectorAll(what));}
var said=made('p',{'class':'skip',role:'status','aria-live':'polite'});
doc.body.appendChild(said);

/* theme */
var dark=matchMedia('(prefers-color-scheme: dark)'),bar=doc.querySelector('.bar .end');
var toggle=made('button',{'class':'tool',type:'button'});
function current(){return root.getAttribute('data-theme')||(dark.matches?'dark':'light');}
function named(){
  var other=current()==='dark'?'Light':'Dark';
  toggle.textContent=other;
  toggle.setAttribute('aria-label',other+' theme');
}
try{
  var kept=localStorage.getItem('confledger-theme');
  if(kept==='dark'||kept==='light')root.setAttribute('data-theme',kept);
}catch(error){/* no storage here */}
toggle.addEventListener('click',function(){
  var next=current()==='dark'?'light':'dark';
  root.setAttribute('data-theme',next);
  try{localStorage.setItem('confledger-theme',next);}catch(error){/* no storage here */}
  named();
});
if(dark.addEventListener)dark.addEventListener('change',named);
named();
bar.appendChild(toggle);

/* copy */
all('.cmd').forEach(function(box){
  var text=box.querySelector('code'),button=made('button',{'class':'tool',type:'button'},'Copy');
  button.setAttribute('aria-label','Copy '+text.textContent);
  function done(worked){
    button.textContent=worked?'Copied':'Selected';
    said.textContent=worked?'Copied':'Selected, copy it with the keyboard';
    setTimeout(function(){button.textContent='Copy';},1600);
  }
  function chosen(){
    var range=doc.createRange(),held=getSelection();
    range.selectNodeContents(text);held.removeAllRanges();held.addRange(range);done(false);
  }
  button.addEventListener('click',function(){
    if(!navigator.clipboard){chosen();return;}
    navigator.clipboard.writeText(text.textContent).then(function(){done(true);},chosen);
  });
  box.appendChild(button);
});

/* sort */
var words=new Intl.Collator('en',{numeric:true});
function value(row,at){
  var cell=row.cells[at],given=cell.getAttribute('data-v');
  if(given!==null)return given===''?null:Number(given);
  return cell.textContent;
}
function order(one,two){
  if(one===null||two===null)return one===two?0:null;
  if(typeof one==='number'&&typeof two==='number')return one-two;
  return words.compare(String(one),String(two));
}
function sorted(table,head,at,name){
  var down=head.getAttribute('aria-sort')==='ascending',body=table.tBodies[0];
  all('th[aria-sort]',table).forEach(function(one){one.removeAttribute('aria-sort');});
  head.setAttribute('aria-sort',down?'descending':'ascending');
  var rows=Array.prototype.map.call(body.rows,function(row,place){
    return {row:row,key:value(row,at),place:place};
  });
  rows.sort(function(one,two){
    var told=order(one.key,two.key);
    /* what was not measured comes last, whichever way */
    if(told===null)return one.key===null?1:-1;
    return (down?-told:told)||one.place-two.place;
  });
  var held=doc.createDocumentFragment();
  rows.forEach(function(one){held.appendChild(one.row);});
  body.appendChild(held);
  said.textContent='Sorted by '+name+(down?', descending':', ascending');
}
all('table[data-sort]').forEach(function(table){
  all('thead th',table).forEach(function(head,at){
    var name=head.textContent,button=made('button',{type:'button','aria-label':'Sort by '+name});
    head.appendChild(button);
    button.addEventListener('click',function(){sorted(table,head,at,name);});
  });
  table.setAttribute('data-sorts','');
});

/* filter */
all('table[data-filter]').forEach(function(table){
  var place=doc.getElementById(table.getAttribute('data-filter'));
  var rows=Array.prototype.slice.call(table.tBodies[0].rows),texts=null,wait=0;
  var name=place.id+'-box',input=made('input',{type:'search',id:name,autocomplete:'off',
    spellcheck:'false'});
  var told=made('span',{'class':'quiet small','aria-live':'polite'});
  place.appendChild(told);
  place.appendChild(made('label',{'for':name},'Filter'));
  place.appendChild(input);
  function run(){
    var asked=input.value.toLowerCase().split(/\\s+/).filter(Boolean),shown=0;
    texts=texts||rows.map(function(row){return row.textContent.toLowerCase();});
    rows.forEach(function(row,at){
      var fits=asked.every(function(word){return texts[at].indexOf(word)>=0;});
      row.hidden=!fits;
      if(fits)shown+=1;
    });
    told.textContent=asked.length?shown.toLocaleString('en')+' of '+
      rows.length.toLocaleString('en')+' rows':'';
  }
  input.addEventListener('input',function(){clearTimeout(wait);wait=setTimeout(run,90);});
  input.addEventListener('keydown',function(event){
    if(event.key==='Escape'){input.value='';run();}
  });
});

/* what a link leads to, and paper, need open parts */
function opened(){
  var name='';
  try{name=decodeURIComponent(location.hash.slice(1));}catch(error){/* no such name */}
  for(var one=name&&doc.getElementById(name);one;one=one.parentElement){
    if(one.tagName==='DETAILS')one.open=true;
    var inner=one.id===name&&one.querySelector(':scope > details');
    if(inner)inner.open=true;
  }
}
addEventListener('hashchange',opened);
opened();
var before=[];
addEventListener('beforeprint',function(){
  before=all('.part > details:not([open]), .todo details:not([open])');
  before.forEach(function(one){one.open=true;});
});
addEventListener('afterprint',function(){before.forEach(function(one){one.open=false;});});
})();
"""
